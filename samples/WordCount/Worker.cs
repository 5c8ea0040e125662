using AioProcessing;

namespace WordCount;

/// <summary>The life of one worker process: paths in, counts out, until the paths are used up.</summary>
internal static class Worker
{
    private const int WordsPerPart = 500;

    public static async Task RunAsync(AioQueue<Job> jobs, AioQueue<FilePart> results)
    {
        await foreach (Job job in jobs.ReadAllAsync())
        {
            foreach (FilePart part in Parts(job))
                await results.PutAsync(part);
        }
    }

    private static IEnumerable<FilePart> Parts(Job job)
    {
        (Dictionary<string, int> words, string? problem) = FileCounter.Count(job.Path);
        int left = words.Count;
        foreach (KeyValuePair<string, int>[] chunk in words.Chunk(WordsPerPart))
        {
            left -= chunk.Length;
            yield return new FilePart(job.FileNumber, Environment.ProcessId, [.. chunk.Select(word => new WordAmount(word.Key, word.Value))], left == 0, problem);
        }
        if (words.Count == 0)
            yield return new FilePart(job.FileNumber, Environment.ProcessId, [], IsLast: true, problem);
    }
}

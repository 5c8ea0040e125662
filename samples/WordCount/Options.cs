using AioProcessing;

namespace WordCount;

internal sealed record Options(string Folder, int Workers, bool IsKillingOne)
{
    public const string Usage = "WordCount <folder> [--workers N] [--kill-one]: counts the words of all text files below a folder in N processes, one of which can be killed meanwhile.";

    /// <exception cref="ArgumentException">What is wrong with the command line.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options("", AioEnvironment.ProcessorCount, false);
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            options = argument switch
            {
                "--kill-one" => options with { IsKillingOne = true },
                "--workers" when rest.TryDequeue(out string? text) && int.TryParse(text, out int count) && count > 0 => options with { Workers = count },
                "--workers" => throw new ArgumentException("--workers needs a number above 0."),
                _ when argument.StartsWith('-') => throw new ArgumentException($"There is no option '{argument}'."),
                _ when options.Folder.Length > 0 => throw new ArgumentException($"There are two folders, '{options.Folder}' and '{argument}'. Give one."),
                _ => options with { Folder = argument },
            };
        }
        if (options.Folder.Length == 0)
            throw new ArgumentException("There is no folder to count.");
        return Directory.Exists(options.Folder) ? options : throw new ArgumentException($"There is no folder '{options.Folder}'.");
    }
}

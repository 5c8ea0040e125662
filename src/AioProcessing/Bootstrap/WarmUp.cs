using System.Runtime.CompilerServices;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>A job that does nothing, sent through a waiting child so that the real one finds everything loaded and compiled.</summary>
internal static class WarmUp
{
    /// <summary>Captures and takes what real jobs do.</summary>
    public static Job MakeJob()
    {
        int number = 1;
        string text = "w";
        Func<int[], string, int> target = (numbers, name) => numbers.Length + name.Length + number + text.Length;
        return new Job(target, [new[] { 1, 2 }, "name"]);
    }

    /// <summary>In the child: the job's way from bytes to result and back, and an answer. Says nothing of failures: the real job will.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(LocalChannel channel, byte[] payload)
    {
        try
        {
            PayloadReader reader = JobMessage.Open(payload, CancellationToken.None);
            ChildProfile profile = JobMessage.ReadProfile(ref reader);
            ChildMain.Restore(profile);
            RunThrough(Job.Read(ref reader));
            RunThrough(new Job(static () => { }, []));
            RunThrough(new Job(static async () => { await Task.Yield(); return 1; }, []));
        }
        catch (Exception)
        {
        }
        Span<byte> ready = stackalloc byte[Message.HeadSize];
        Message.WriteHead(ready, MessageKind.Ready, 0);
        _ = channel.Send(ready);
    }

    private static void RunThrough(Job job)
    {
        object? value = JobRunner.Run(job, out Type? type);
        PayloadWriter writer = PayloadWriter.Rent();
        if (type is not null)
            ValueCodec.Write(writer, type, value);
        writer.Return();
    }
}

using System.Runtime.CompilerServices;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>A job that does nothing, sent through a waiting child so that the real one finds everything loaded and compiled.</summary>
internal static class WarmUp
{
    /// <summary>Takes what real jobs take. By a method, because objects of this library's own types do not cross.</summary>
    public static Job MakeJob() => new(new Func<int[], string, Tuple<int, string>, int>(Count), [new[] { 1, 2 }, "name", Tuple.Create(1, "text")]);

    /// <summary>In the child: the job's way from bytes to result and back, and an answer.</summary>
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
            // Whatever it was, the real job meets it too, and has somebody to tell.
        }
        Span<byte> ready = stackalloc byte[Message.HeadSize];
        Message.WriteHead(ready, MessageKind.Ready, 0);
        _ = channel.Send(ready);
    }

    private static int Count(int[] numbers, string name, Tuple<int, string> pair) => numbers.Length + name.Length + pair.Item1;

    private static void RunThrough(Job job)
    {
        object? value = JobRunner.Run(job, out Type? type);
        PayloadWriter writer = PayloadWriter.Rent();
        if (type is not null)
            ValueCodec.Write(writer, type, value);
        writer.Return();
    }
}

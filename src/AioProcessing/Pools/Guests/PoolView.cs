using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>A pool at one moment, as its process describes it to a guest.</summary>
/// <param name="Statistics">What the pool counts.</param>
/// <param name="Workers">The processes of its workers, and their names.</param>
internal sealed record PoolView(AioPoolStatistics Statistics, IReadOnlyList<(ProcessIdentity Process, string Name)> Workers)
{
    private const int LeastBytesPerWorker = 14;
    private const int LeastBytesPerRow = 54;

    public static PoolView Of(PoolCore core) => new(
        core.Statistics(), [.. core.Processes().Select(static worker => (worker.Child.Identity, worker.Name))]);

    public void Write(PayloadWriter to)
    {
        to.WriteInt64(Statistics.WaitingTasks);
        to.WriteInt64(Statistics.RunningTasks);
        to.WriteInt64(Statistics.SucceededTasks);
        to.WriteInt64(Statistics.WorkersStarted);
        to.WriteInt64(Statistics.WorkersLost);
        to.WriteCount(Statistics.Workers.Count);
        foreach (AioWorkerStatistics row in Statistics.Workers)
            Write(to, row);
        to.WriteCount(Workers.Count);
        foreach ((ProcessIdentity process, string name) in Workers)
        {
            to.WriteInt32(process.Pid);
            to.WriteInt64(process.StartTime);
            to.WriteString(name);
        }
    }

    public static PoolView Read(ref PayloadReader from)
    {
        (long waiting, long running, long succeeded) = (from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
        (long started, long lost) = (from.ReadInt64(), from.ReadInt64());
        var rows = new AioWorkerStatistics[from.CheckCount(from.ReadCount(), LeastBytesPerRow)];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = ReadRow(ref from);
        var workers = new (ProcessIdentity Process, string Name)[from.CheckCount(from.ReadCount(), LeastBytesPerWorker)];
        for (int i = 0; i < workers.Length; i++)
            workers[i] = (new ProcessIdentity(from.ReadInt32(), from.ReadInt64()), from.ReadString() ?? "");
        return new PoolView(new AioPoolStatistics(waiting, running, succeeded, started, lost, rows), workers);
    }

    private static void Write(PayloadWriter to, AioWorkerStatistics row)
    {
        to.WriteInt32(row.Index);
        to.WriteInt32(row.ProcessId);
        to.WriteString(row.Name);
        to.WriteBool(row.IsReady);
        to.WriteInt64(row.TasksDone);
        to.WriteInt64(row.TasksQueued);
        to.WriteInt64(row.Starting.Ticks);
        to.WriteInt64(row.Working.Ticks);
        to.WriteInt64(row.Waiting.Ticks);
        to.WriteInt64(row.MemoryBytes);
    }

    private static AioWorkerStatistics ReadRow(ref PayloadReader from) => new(
        from.ReadInt32(), from.ReadInt32(), from.ReadString() ?? "", from.ReadBool(), from.ReadInt64(), from.ReadInt64(),
        new TimeSpan(from.ReadInt64()), new TimeSpan(from.ReadInt64()), new TimeSpan(from.ReadInt64()), from.ReadInt64());
}

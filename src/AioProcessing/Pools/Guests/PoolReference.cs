using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>What a pool is to other processes: whose it is, the door where they announce themselves, and what its calls need to know beforehand.</summary>
/// <param name="Name">The pool's name.</param>
/// <param name="Door">Where the pool's process takes messages from those who want to be its guests.</param>
/// <param name="Owner">The pool's process.</param>
/// <param name="OwnerName">That process's name.</param>
/// <param name="Workers">How many workers there should be, when this was written.</param>
/// <param name="Options">The limits that calls have unless they say otherwise; the rest of the options stays with the pool.</param>
internal sealed record PoolReference(string Name, BytePipe Door, ProcessIdentity Owner, string OwnerName, int Workers, AioPoolOptions Options)
{
    /// <summary>Names the pool in this process tree.</summary>
    public (int Index, uint Generation) Key { get; } = (Door.Queue.Index, Door.Queue.Generation);

    public static ProcessIdentity ThisProcess => Platform.ProcessWatcher.Identify(Environment.ProcessId);

    public static PoolReference To(PoolCore core, BytePipe door) => new(core.Name, door, ThisProcess, AioProcess.Current.Name, core.Target, core.Options);

    public void Write(PayloadWriter to)
    {
        Door.WriteReference(to);
        to.WriteString(Name);
        to.WriteInt32(Owner.Pid);
        to.WriteInt64(Owner.StartTime);
        to.WriteString(OwnerName);
        to.WriteInt32(Workers);
        to.WriteInt32(Options.ConcurrencyPerWorker);
        to.WriteInt32(Options.RetryOnWorkerLoss);
        Write(to, Options.TaskTimeout);
        Write(to, Options.KillGracePeriod);
    }

    public static PoolReference Read(ref PayloadReader from)
    {
        var door = (BytePipe)Reflect.Allocate(typeof(BytePipe));
        door.ReadReference(ref from);
        return new PoolReference(
            from.ReadString() ?? "", door, new ProcessIdentity(from.ReadInt32(), from.ReadInt64()), from.ReadString() ?? "", from.ReadInt32(),
            new AioPoolOptions
            {
                ConcurrencyPerWorker = from.ReadInt32(),
                RetryOnWorkerLoss = from.ReadInt32(),
                TaskTimeout = ReadSpan(ref from),
                KillGracePeriod = ReadSpan(ref from),
            });
    }

    private static void Write(PayloadWriter to, TimeSpan? span)
    {
        to.WriteBool(span is not null);
        to.WriteInt64(span?.Ticks ?? 0);
    }

    private static TimeSpan? ReadSpan(ref PayloadReader from)
    {
        bool isGiven = from.ReadBool();
        long ticks = from.ReadInt64();
        return isGiven ? new TimeSpan(ticks) : null;
    }
}

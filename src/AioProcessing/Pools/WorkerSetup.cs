using AioProcessing.Bootstrap;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>What a worker is told at its start.</summary>
internal sealed class WorkerSetup : IAioHandle
{
    public required int Index { get; set; }

    public required string PoolName { get; set; }

    /// <summary>How many asynchronous items it may run at a time.</summary>
    public required int Concurrency { get; set; }

    public required bool ReportsMemory { get; set; }

    /// <summary>Whether it is to wait until it is needed, before it initialises itself.</summary>
    public required bool IsSpare { get; set; }

    public required Job? Initializer { get; set; }

    public required Job? Finalizer { get; set; }

    public required BytePipe Inbox { get; set; }

    public required BytePipe Outbox { get; set; }

    public required SheetHandle Sheet { get; set; }

    /// <summary>Numbers of items that are to be asked to stop.</summary>
    public required AioQueue<long> Cancellations { get; set; }

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        writer.WriteInt32(Index);
        writer.WriteString(PoolName);
        writer.WriteInt32(Concurrency);
        writer.WriteBool(ReportsMemory);
        writer.WriteBool(IsSpare);
        Inbox.WriteReference(writer);
        Outbox.WriteReference(writer);
        Sheet.WriteReference(writer);
        ((IAioHandle)Cancellations).WriteReference(writer);
        WriteJob(writer, Initializer);
        WriteJob(writer, Finalizer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        Index = reader.ReadInt32();
        PoolName = reader.ReadString() ?? "";
        Concurrency = reader.ReadInt32();
        ReportsMemory = reader.ReadBool();
        IsSpare = reader.ReadBool();
        Inbox = Read<BytePipe>(ref reader);
        Outbox = Read<BytePipe>(ref reader);
        Sheet = Read<SheetHandle>(ref reader);
        Cancellations = Read<AioQueue<long>>(ref reader);
        Initializer = ReadJob(ref reader);
        Finalizer = ReadJob(ref reader);
    }

    private static T Read<T>(ref PayloadReader reader)
        where T : class, IAioHandle
    {
        var handle = (T)Reflect.Allocate(typeof(T));
        handle.ReadReference(ref reader);
        return handle;
    }

    private static void WriteJob(PayloadWriter writer, Job? job)
    {
        writer.WriteBool(job is not null);
        job?.Write(writer);
    }

    private static Job? ReadJob(ref PayloadReader reader) => reader.ReadBool() ? Job.Read(ref reader) : null;
}

using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Memory;

/// <summary>Bytes in an arena, beside its other objects: they cross, are pinned and are freed as those are.</summary>
internal sealed unsafe class ArenaRegion : SharedRegion
{
    // What is smaller is not worth asking the system for how much it has left.
    private const long LargeBytes = 4 << 20;

    private readonly Handle<SharedBytes> _handle;

    private ArenaRegion(Handle<SharedBytes> handle) : base(handle.Target.Start, handle.Target.SizeBytes) => _handle = handle;

    public static ArenaRegion Make(Place place, long sizeBytes, InitializeRegion? initialize)
    {
        if (sizeBytes >= LargeBytes && Platform.AvailableMemoryBytes is var available && sizeBytes > available)
            throw NoRoom(sizeBytes, available);
        return new ArenaRegion(Handle<SharedBytes>.Create(place, ObjectKind.Memory, SharedBytes.Make, (participant, header) =>
        {
            SharedBytes.Prepare(participant, header, sizeBytes);
            initialize?.Invoke(SharedBytes.StartOf(participant, header));
        }));
    }

    public static ArenaRegion ReadReference(ref PayloadReader reader) => new(Handle<SharedBytes>.Read(ref reader, ObjectKind.Memory, SharedBytes.Make));

    public override void Write(PayloadWriter writer)
    {
        _ = Start;
        writer.WriteBool(false);
        _handle.Write(writer);
    }

    protected override bool ReleaseHandle()
    {
        _handle.Dispose();
        return true;
    }

    private static AioContextException NoRoom(long sizeBytes, long available) => new(
        $"Shared memory of {sizeBytes:N0} bytes cannot be made: this machine, or the limit that this process runs under, has {available:N0} bytes left. Make it smaller, free memory, or raise the limit.");
}

using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Memory;

/// <summary>Bytes in an arena, beside its other objects: they cross, are pinned and are freed as those are.</summary>
internal sealed unsafe class ArenaRegion : SharedRegion
{
    private readonly Handle<SharedBytes> _handle;

    private ArenaRegion(Handle<SharedBytes> handle) : base(handle.Target.Start, handle.Target.SizeBytes) => _handle = handle;

    public static ArenaRegion Make(Place place, long sizeBytes, InitializeRegion? initialize)
    {
        CheckRoom(sizeBytes);
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
}

using System.Diagnostics.CodeAnalysis;
using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A handle on a worker's sheet, to be sent to the worker.</summary>
internal sealed class SheetHandle : IAioHandle, IDisposable
{
    private Handle<SharedSheet> _handle;

    public unsafe SheetHandle() => _handle = Handle<SharedSheet>.Create(
        Place.Default, ObjectKind.WorkSheet, SharedSheet.Make, static (participant, header) => SharedSheet.Prepare(participant, header));

    public SharedSheet Sheet => _handle.Target;

    public void Dispose() => _handle.Dispose();

    public void WriteReference(PayloadWriter writer) => _handle.Write(writer);

    [MemberNotNull(nameof(_handle))]
    public void ReadReference(ref PayloadReader reader) => _handle = Handle<SharedSheet>.Read(ref reader, ObjectKind.WorkSheet, SharedSheet.Make);
}

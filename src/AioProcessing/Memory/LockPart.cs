using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Memory;

/// <summary>The lock that goes with a value or an array, or none.</summary>
internal readonly record struct LockPart(AioLock? Lock, bool IsOwn)
{
    public static LockPart None => default;

    public static LockPart Own(Place place) => new(new AioLock(place), IsOwn: true);

    public static LockPart Of(AioLock given)
    {
        ArgumentNullException.ThrowIfNull(given);
        return new LockPart(given, IsOwn: false);
    }

    public static InvalidOperationException IsRaw(string what) => new($"A raw {what} has no lock. Make it without isRaw, or give it an AioLock.");

    public void Write(PayloadWriter writer)
    {
        writer.WriteBool(Lock is not null);
        (Lock as IAioHandle)?.WriteReference(writer);
    }

    /// <summary>A handle of its own, also where another reference to the same lock crosses at the same time.</summary>
    public static LockPart Read(ref PayloadReader reader) =>
        reader.ReadBool() ? new LockPart(new AioLock(Handle<SharedLock>.Read(ref reader, ObjectKind.Lock, SharedLock.Make)), IsOwn: true) : None;

    public void Dispose()
    {
        if (IsOwn)
            Lock?.Dispose();
    }
}

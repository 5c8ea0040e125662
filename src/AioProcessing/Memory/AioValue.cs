using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Memory;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A value that several processes see and change.</summary>
/// <typeparam name="T">What it is; of 1, 2, 4 or 8 bytes, each access is atomic.</typeparam>
/// <remarks>
/// Python's counterparts are <c>multiprocessing.Value</c> and, raw, <c>RawValue</c>, with these differences: <see cref="AioAtomicExtensions.Add{T}(AioValue{T}, T)"/>,
/// <see cref="Exchange"/> and <see cref="CompareExchange"/> need no lock; <see cref="Value"/> takes none either, so reading it while holding <see cref="Lock"/> is
/// fine; the lock can be awaited, and is not re-entrant.
/// <para><c>value.Value++</c> reads and then writes: between processes that needs the lock, or <c>Add(1)</c> instead. A <typeparamref name="T"/> of another size, such as a
/// <see cref="decimal"/> or a larger struct, is copied in several steps: hold the lock for reading and writing it.</para>
/// <para><b>If a process dies</b>: an atomic change has happened or has not. A larger value may be half written; whoever gets the lock next is told, by
/// <see cref="AioLockReleaser.WasAbandoned"/>. The value goes with the last handle on it; the dead hold none.</para>
/// <para><b>Cost</b>: 512 bytes of shared memory for a value of up to 64 bytes, and as much for its lock. Reading is one load; <c>Add</c> is one atomic instruction.</para>
/// </remarks>
public sealed unsafe class AioValue<T> : IAioValue<T>, IAioHandle
    where T : unmanaged
{
    private SharedRegion _region;
    private LockPart _lock;

    /// <summary>Makes a value in the context of this process tree.</summary>
    /// <param name="initial">What it is at first.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioContextException">There is no room.</exception>
    public AioValue(T initial = default, bool isRaw = false) : this(Place.Default, initial, isRaw ? LockPart.None : LockPart.Own(Place.Default))
    {
    }

    /// <summary>Makes a value that is changed under a lock that exists.</summary>
    /// <param name="initial">What it is at first.</param>
    /// <param name="mutex">Its lock; stays the caller's to dispose of.</param>
    /// <exception cref="AioContextException">There is no room.</exception>
    public AioValue(T initial, AioLock mutex) : this(Place.Default, initial, LockPart.Of(mutex))
    {
    }

    internal AioValue(Place place, T initial, LockPart mutex)
    {
        _lock = mutex;
        _region = SharedRegion.Create(place, sizeof(T), start => *(T*)start = initial);
    }

    /// <summary>What it is. Atomic if it has 1, 2, 4 or 8 bytes; never takes the lock.</summary>
    public T Value
    {
        get
        {
            T value = DataAtomic.Read(ref *(T*)_region.Start);
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            DataAtomic.Write(ref *(T*)_region.Start, value);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Whether it was made without a lock.</summary>
    public bool IsRaw => _lock.Lock is null;

    /// <summary>Its lock, the same in all processes; goes with the value unless it was given to the constructor. Python: <c>get_lock()</c>.</summary>
    /// <exception cref="InvalidOperationException">It is raw.</exception>
    public AioLock Lock => _lock.Lock ?? throw LockPart.IsRaw("value");

    /// <summary>Replaces it, atomically.</summary>
    /// <returns>What it was.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    public T Exchange(T value)
    {
        T old = DataAtomic.Exchange(ref *(T*)_region.Start, value);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Replaces it if it is <paramref name="expected"/>, atomically. Values are compared by their bits: -0.0 is not 0.0, and a NaN is itself.</summary>
    /// <returns>What it was: it has been replaced if that is <paramref name="expected"/>.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    public T CompareExchange(T value, T expected)
    {
        T old = DataAtomic.CompareExchange(ref *(T*)_region.Start, value, expected);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Lets go of this handle, and of its lock if that is its own. The value goes with the last handle of all processes.</summary>
    public void Dispose()
    {
        _region.Dispose();
        _lock.Dispose();
    }

    IAioLock IAioValue<T>.Lock => Lock;

    internal ref T Reference => ref *(T*)_region.Start;

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        _region.Write(writer);
        _lock.Write(writer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        _region = SharedRegion.Read(ref reader);
        _lock = LockPart.Read(ref reader);
    }
}

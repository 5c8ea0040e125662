using System.Collections;
using System.Runtime.CompilerServices;
using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Memory;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A fixed number of values that several processes see and change.</summary>
/// <typeparam name="T">What each is; of 1, 2, 4 or 8 bytes, each access is atomic.</typeparam>
/// <remarks>
/// Python's counterparts are <c>multiprocessing.Array</c> and, raw, <c>RawArray</c>, with these differences: no access takes the lock by itself; single elements can be
/// changed atomically; <see cref="Span"/> is the memory itself, for <c>TensorPrimitives</c>, vectors and copies.
/// <para>A <see cref="Span"/> is not checked any more once it is taken: it must not be used after <see cref="Dispose"/>, nor while another thread disposes. Memory that
/// others may have got meanwhile would be read and overwritten. The indexer and <see cref="Memory"/> look each time.</para>
/// <para><b>If a process dies</b>: an element of 1, 2, 4 or 8 bytes is old or new; several elements, or a larger one, may be half changed, and whoever gets
/// the lock next is told by <see cref="AioLockReleaser.WasAbandoned"/>. The array goes with the last handle on it; the dead hold none.</para>
/// <para><b>Cost</b>: every page is allocated when it is made, so that there is an exception when memory is short, and never a crash later. Up to 64 bytes it takes 512
/// bytes of shared memory, else whole pages.</para>
/// </remarks>
public sealed unsafe class AioArray<T> : IAioArray<T>, IAioHandle
    where T : unmanaged
{
    private SharedRegion _region;
    private LockPart _lock;

    /// <summary>Makes an array of zeroes in the context of this process tree.</summary>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioContextException">There is no room.</exception>
    public AioArray(int length, bool isRaw = false) : this(Place.Default, length, isRaw ? LockPart.None : LockPart.Own(Place.Default))
    {
    }

    /// <summary>Makes an array with that content.</summary>
    /// <param name="initial">Its elements; copied.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioContextException">There is no room.</exception>
    public AioArray(ReadOnlySpan<T> initial, bool isRaw = false) : this(initial.Length, isRaw) => initial.CopyTo(Span);

    /// <summary>Makes an array of zeroes that is changed under a lock that exists.</summary>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="mutex">Its lock; stays the caller's to dispose of.</param>
    /// <exception cref="AioContextException">There is no room.</exception>
    public AioArray(int length, AioLock mutex) : this(Place.Default, length, LockPart.Of(mutex))
    {
    }

    internal AioArray(Place place, int length, LockPart mutex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _lock = mutex;
        _region = SharedRegion.Create(place, (long)length * sizeof(T));
        Length = length;
    }

    /// <summary>How many elements it has.</summary>
    public int Length { get; private set; }

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>Whether it was made without a lock.</summary>
    public bool IsRaw => _lock.Lock is null;

    /// <summary>Its lock, the same in all processes; goes with the array unless it was given to the constructor. Python: <c>get_lock()</c>.</summary>
    /// <exception cref="InvalidOperationException">It is raw.</exception>
    public AioLock Lock => _lock.Lock ?? throw LockPart.IsRaw("array");

    /// <summary>The elements themselves. Not to be used after, or during, <see cref="Dispose"/>.</summary>
    public Span<T> Span => new(_region.Start, Length);

    /// <summary>The elements themselves, for methods that await. Each <c>Span</c> of it throws once the array is disposed of; pinned, they stay.</summary>
    public Memory<T> Memory
    {
        get
        {
            _ = _region.Start;
            return new RegionMemory<T>(_region, 0, Length).Memory;
        }
    }

    /// <summary>An element; atomic if it has 1, 2, 4 or 8 bytes. Never takes the lock.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public T this[int index]
    {
        get
        {
            T value = DataAtomic.Read(ref Reference(index));
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            DataAtomic.Write(ref Reference(index), value);
            GC.KeepAlive(this);
        }
    }

    /// <inheritdoc cref="IAioArray{T}.Read"/>
    public void Read(int start, Span<T> destination)
    {
        Part(start, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <inheritdoc cref="IAioArray{T}.Write"/>
    public void Write(int start, ReadOnlySpan<T> source)
    {
        source.CopyTo(Part(start, source.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Replaces an element, atomically.</summary>
    /// <returns>What it was.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    public T Exchange(int index, T value)
    {
        T old = DataAtomic.Exchange(ref Reference(index), value);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>Replaces an element if it is <paramref name="expected"/>, by its bits, atomically.</summary>
    /// <returns>What it was: it has been replaced if that is <paramref name="expected"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    public T CompareExchange(int index, T value, T expected)
    {
        T old = DataAtomic.CompareExchange(ref Reference(index), value, expected);
        GC.KeepAlive(this);
        return old;
    }

    /// <summary>The elements, each as it is when its turn comes.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets go of this handle, and of its lock if that is its own. The array goes with the last handle of all processes.</summary>
    public void Dispose()
    {
        _region.Dispose();
        _lock.Dispose();
    }

    IAioLock IAioArray<T>.Lock => Lock;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Reference(int index)
    {
        T* start = (T*)_region.Start;
        if ((uint)index >= (uint)Length)
            ThrowOutside(index, Length);
        return ref start[index];
    }

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        _region.Write(writer);
        _lock.Write(writer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        _region = SharedRegion.Read(ref reader);
        _lock = LockPart.Read(ref reader);
        Length = (int)(_region.SizeBytes / sizeof(T));
    }

    private Span<T> Part(int start, int length)
    {
        T* all = (T*)_region.Start;
        return (uint)start <= (uint)Length && length <= Length - start
            ? new Span<T>(all + start, length)
            : throw new ArgumentOutOfRangeException(nameof(start), start, $"The array has {Length:N0} elements: there are not {length:N0} from number {start:N0} on.");
    }

    private static void ThrowOutside(int index, int length) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {length:N0} elements, numbered from 0.");
}

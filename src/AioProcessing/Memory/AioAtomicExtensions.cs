using System.Numerics;
using System.Runtime.InteropServices;
using AioProcessing.Core;

namespace AioProcessing;

/// <summary>Arithmetic on shared numbers that needs no lock. Apart from their classes, so that only numbers offer it.</summary>
public static class AioAtomicExtensions
{
    /// <summary>Adds, atomically among all processes; integers wrap round. One instruction for 4 and 8 byte integers, a compare-and-swap loop for others.</summary>
    /// <param name="value">What to add to.</param>
    /// <param name="amount">How much; may be negative.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    public static T Add<T>(this AioValue<T> value, T amount)
        where T : unmanaged, INumberBase<T>
    {
        T sum = DataAtomic.Add(ref value.Reference, amount);
        GC.KeepAlive(value);
        return sum;
    }

    /// <summary>Adds to an element, atomically among all processes; integers wrap round.</summary>
    /// <param name="array">Where it is.</param>
    /// <param name="index">Which element.</param>
    /// <param name="amount">How much; may be negative.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    public static T Add<T>(this AioArray<T> array, int index, T amount)
        where T : unmanaged, INumberBase<T>
    {
        T sum = DataAtomic.Add(ref array.Reference(index), amount);
        GC.KeepAlive(array);
        return sum;
    }

    /// <summary>Adds, atomically among all who see the value, wherever it lives; integers wrap round.</summary>
    /// <inheritdoc cref="Add{T}(AioValue{T}, T)"/>
    public static T Add<T>(this IAioValue<T> value, T amount)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is AioValue<T> shared)
            return shared.Add(amount);
        T old = value.Value;
        while (true)
        {
            T found = value.CompareExchange(old + amount, old);
            if (IsSame(found, old))
                return old + amount;
            old = found;
        }
    }

    /// <inheritdoc cref="Add{T}(IAioValue{T}, T)"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; it may have been added nevertheless.</exception>
    public static async ValueTask<T> AddAsync<T>(this IAioValue<T> value, T amount, CancellationToken cancellationToken = default)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        cancellationToken.ThrowIfCancellationRequested();
        if (value is AioValue<T> shared)
            return shared.Add(amount);
        T old = await value.GetAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            T found = await value.CompareExchangeAsync(old + amount, old, cancellationToken).ConfigureAwait(false);
            if (IsSame(found, old))
                return old + amount;
            old = found;
        }
    }

    /// <summary>Adds to an element, atomically among all who see the array, wherever it lives; integers wrap round.</summary>
    /// <inheritdoc cref="Add{T}(AioArray{T}, int, T)"/>
    public static T Add<T>(this IAioArray<T> array, int index, T amount)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array is AioArray<T> shared)
            return shared.Add(index, amount);
        T old = array[index];
        while (true)
        {
            T found = array.CompareExchange(index, old + amount, old);
            if (IsSame(found, old))
                return old + amount;
            old = found;
        }
    }

    // By the bits, as CompareExchange does: a NaN is itself.
    private static bool IsSame<T>(T left, T right)
        where T : unmanaged =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in left)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in right)));
}

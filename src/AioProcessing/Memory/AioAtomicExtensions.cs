using System.Numerics;
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
}

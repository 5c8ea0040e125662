using System.Numerics;
using System.Runtime.CompilerServices;

namespace AioProcessing.Core;

/// <summary>Atomic access to values of the users' own in shared memory: of any type that has 1, 2, 4 or 8 bytes, at an address that its size divides.</summary>
/// <remarks>No machine reads these values, so there is no step for the explorer here. Every change is a full fence; two values are the same if their bits are.</remarks>
internal static class DataAtomic
{
    /// <summary>Whether the processor can read and change a value of the type at once.</summary>
    public static bool Can<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() is 1 or 2 or 4 or 8;

    /// <summary>Acquires. What is of another size may be torn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ref T place)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>(Volatile.Read(ref Unsafe.As<T, byte>(ref place))),
            2 => Unsafe.BitCast<ushort, T>(Volatile.Read(ref Unsafe.As<T, ushort>(ref place))),
            4 => Unsafe.BitCast<uint, T>(Volatile.Read(ref Unsafe.As<T, uint>(ref place))),
            8 => Unsafe.BitCast<ulong, T>(Volatile.Read(ref Unsafe.As<T, ulong>(ref place))),
            _ => place,
        };

    /// <summary>Releases. What is of another size may be seen, or left by a death, in part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(ref T place, T value)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                Volatile.Write(ref Unsafe.As<T, byte>(ref place), Unsafe.BitCast<T, byte>(value));
                break;
            case 2:
                Volatile.Write(ref Unsafe.As<T, ushort>(ref place), Unsafe.BitCast<T, ushort>(value));
                break;
            case 4:
                Volatile.Write(ref Unsafe.As<T, uint>(ref place), Unsafe.BitCast<T, uint>(value));
                break;
            case 8:
                Volatile.Write(ref Unsafe.As<T, ulong>(ref place), Unsafe.BitCast<T, ulong>(value));
                break;
            default:
                place = value;
                break;
        }
    }

    /// <summary>Returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exchange<T>(ref T place, T value)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>(Interlocked.Exchange(ref Unsafe.As<T, byte>(ref place), Unsafe.BitCast<T, byte>(value))),
            2 => Unsafe.BitCast<ushort, T>(Interlocked.Exchange(ref Unsafe.As<T, ushort>(ref place), Unsafe.BitCast<T, ushort>(value))),
            4 => Unsafe.BitCast<uint, T>(Interlocked.Exchange(ref Unsafe.As<T, uint>(ref place), Unsafe.BitCast<T, uint>(value))),
            8 => Unsafe.BitCast<ulong, T>(Interlocked.Exchange(ref Unsafe.As<T, ulong>(ref place), Unsafe.BitCast<T, ulong>(value))),
            _ => throw Cannot<T>(),
        };

    /// <summary>Returns the old value; the new one is there if that was <paramref name="expected"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CompareExchange<T>(ref T place, T value, T expected)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>(Interlocked.CompareExchange(
                ref Unsafe.As<T, byte>(ref place), Unsafe.BitCast<T, byte>(value), Unsafe.BitCast<T, byte>(expected))),
            2 => Unsafe.BitCast<ushort, T>(Interlocked.CompareExchange(
                ref Unsafe.As<T, ushort>(ref place), Unsafe.BitCast<T, ushort>(value), Unsafe.BitCast<T, ushort>(expected))),
            4 => Unsafe.BitCast<uint, T>(Interlocked.CompareExchange(
                ref Unsafe.As<T, uint>(ref place), Unsafe.BitCast<T, uint>(value), Unsafe.BitCast<T, uint>(expected))),
            8 => Unsafe.BitCast<ulong, T>(Interlocked.CompareExchange(
                ref Unsafe.As<T, ulong>(ref place), Unsafe.BitCast<T, ulong>(value), Unsafe.BitCast<T, ulong>(expected))),
            _ => throw Cannot<T>(),
        };

    /// <summary>Returns the new value. Integers wrap round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(ref T place, T amount)
        where T : unmanaged, INumberBase<T>
    {
        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong))
            return Unsafe.BitCast<long, T>(Interlocked.Add(ref Unsafe.As<T, long>(ref place), Unsafe.BitCast<T, long>(amount)));
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
            return Unsafe.BitCast<int, T>(Interlocked.Add(ref Unsafe.As<T, int>(ref place), Unsafe.BitCast<T, int>(amount)));
        while (true)
        {
            T seen = Read(ref place);
            T sum = unchecked(seen + amount);
            if (AreSame(CompareExchange(ref place, sum, seen), seen))
                return sum;
        }
    }

    // By their bits: of two NaNs the numbers' own comparison says that they differ, for ever.
    private static bool AreSame<T>(T one, T other)
        where T : unmanaged => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, byte>(one) == Unsafe.BitCast<T, byte>(other),
            2 => Unsafe.BitCast<T, ushort>(one) == Unsafe.BitCast<T, ushort>(other),
            4 => Unsafe.BitCast<T, uint>(one) == Unsafe.BitCast<T, uint>(other),
            8 => Unsafe.BitCast<T, ulong>(one) == Unsafe.BitCast<T, ulong>(other),
            _ => throw Cannot<T>(),
        };

    private static NotSupportedException Cannot<T>()
        where T : unmanaged => new(
        $"A {typeof(T)} cannot be changed atomically: it has {Unsafe.SizeOf<T>()} bytes, and a processor can do 1, 2, 4 or 8. Change it under its lock.");
}

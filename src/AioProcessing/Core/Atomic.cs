using System.Runtime.CompilerServices;

namespace AioProcessing.Core;

/// <summary>The only door to a word in shared memory; the memory order is in the name.</summary>
/// <remarks>
/// <c>Step</c> and <c>Paused</c> have no body in the product, so the compiler removes the calls with their arguments. The interleaving build
/// supplies them: there <c>Step</c> hands the turn to whichever actor the explorer chose, or ends this actor when its process must die
/// here. It is called before the access, so "killed at step N" means that access N did not happen. The explorer takes the method's name
/// for the operation's: <c>LoadAcquire</c> only reads, <c>StoreRelease</c> may be seen late, everything else is a full fence.
/// </remarks>
internal static partial class Atomic
{
    static partial void Step(ref readonly ulong word, [CallerMemberName] string operation = "");

    static partial void Step(ref readonly uint word, [CallerMemberName] string operation = "");

    static partial void Paused();

    /// <summary>One turn of a spin loop: tells the processor, and in the interleaving build the explorer, that this thread waits for another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pause()
    {
        Paused();
        Thread.SpinWait(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadAcquire(ref readonly ulong word)
    {
        Step(in word);
        return Volatile.Read(in word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadAcquire(ref readonly uint word)
    {
        Step(in word);
        return Volatile.Read(in word);
    }

    /// <summary>Not read before everything that was read earlier.</summary>
    public static ulong LoadAfterReads(ref readonly ulong word)
    {
        Step(in word);
        Interlocked.MemoryBarrier();
        return Volatile.Read(in word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRelease(ref ulong word, ulong value)
    {
        Step(in word);
        Volatile.Write(ref word, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRelease(ref uint word, uint value)
    {
        Step(in word);
        Volatile.Write(ref word, value);
    }

    /// <summary>Full fence. True when <paramref name="word"/> held <paramref name="from"/> and now holds <paramref name="to"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySwap(ref ulong word, ulong from, ulong to)
    {
        Step(in word);
        return Interlocked.CompareExchange(ref word, to, from) == from;
    }

    /// <inheritdoc cref="TrySwap(ref ulong, ulong, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySwap(ref uint word, uint from, uint to)
    {
        Step(in word);
        return Interlocked.CompareExchange(ref word, to, from) == from;
    }

    /// <summary>Full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Exchange(ref ulong word, ulong value)
    {
        Step(in word);
        return Interlocked.Exchange(ref word, value);
    }

    /// <inheritdoc cref="Exchange(ref ulong, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Exchange(ref uint word, uint value)
    {
        Step(in word);
        return Interlocked.Exchange(ref word, value);
    }

    /// <summary>Full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Or(ref ulong word, ulong bits)
    {
        Step(in word);
        return Interlocked.Or(ref word, bits);
    }

    /// <inheritdoc cref="Or(ref ulong, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Or(ref uint word, uint bits)
    {
        Step(in word);
        return Interlocked.Or(ref word, bits);
    }

    /// <summary>Full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong And(ref ulong word, ulong bits)
    {
        Step(in word);
        return Interlocked.And(ref word, bits);
    }

    /// <summary>Full fence; returns the new value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Increment(ref ulong word)
    {
        Step(in word);
        return Interlocked.Increment(ref word);
    }
}

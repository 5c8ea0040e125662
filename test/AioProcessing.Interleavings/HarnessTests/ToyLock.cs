using System.Numerics;
using AioProcessing.Core;

namespace AioProcessing.Interleavings.HarnessTests;

/// <summary>
/// A known-good lock that survives its owner, small enough to see that it is right: the explorer must find nothing in it, and must find
/// every fault planted into it.
/// </summary>
/// <remarks>
/// lock: 0 = free, else process number + 1. waiters: one bit for each process that may sleep. bell of a process: 1 = look again.
/// A waiter sets its bit, tries once more, and sleeps on its bell. A release frees first and looks for waiters second, so one of the two
/// sees the other. After a death the lock of the dead is freed and everybody is rung: whatever notification died is sent again.
/// </remarks>
internal sealed class ToyLock
{
    private readonly World _world;
    private readonly Word<ulong> _lock;
    private readonly Word<ulong> _waiters;
    private readonly Word<ulong> _inside;
    private readonly Word<uint>[] _bells;

    public ToyLock(World world, int processes)
    {
        _world = world;
        _lock = world.Word<ulong>("lock");
        _waiters = world.Word<ulong>("waiters");
        _inside = world.Mark();
        _bells = [.. Enumerable.Range(0, processes).Select(process => world.Word<uint>($"bell{process}"))];
    }

    /// <summary>Free, in the end, and nobody dead owns it.</summary>
    public ulong Owner => _lock.Ref;

    public void Acquire(int me)
    {
        if (!Atomic.TrySwap(ref _lock.Ref, 0, Tag(me)))
            AcquireSlow(me);
        // The dead may leave their mark.
        if (_inside.Ref != 0 && !_world.Processes[(int)_inside.Ref - 1].IsDead)
            throw new InvalidOperationException("Two owners at once");
        _inside.Ref = Tag(me);
    }

    public void Release(int me)
    {
        _inside.Ref = 0;
        if (Atomic.Exchange(ref _lock.Ref, 0) != Tag(me))
            throw new InvalidOperationException("The owner is not the one who releases");
        ulong waiters = Atomic.LoadAcquire(ref _waiters.Ref);
        if (waiters != 0)
            Ring(BitOperations.TrailingZeroCount(waiters));
    }

    public void Reap(int dead)
    {
        if (Atomic.TrySwap(ref _lock.Ref, Tag(dead), 0) && _inside.Ref == Tag(dead))
            _inside.Ref = 0;
        Atomic.And(ref _waiters.Ref, ~(1UL << dead));
        for (int process = 0; process < _bells.Length; process++)
            Ring(process);
    }

    private static ulong Tag(int process) => (ulong)process + 1;

    private void AcquireSlow(int me)
    {
        Atomic.Or(ref _waiters.Ref, 1UL << me);
        while (!Atomic.TrySwap(ref _lock.Ref, 0, Tag(me)))
        {
            _world.Doorbell.Wait(ref _bells[me].Ref, 0);
            Atomic.Exchange(ref _bells[me].Ref, 0);
        }
        Atomic.And(ref _waiters.Ref, ~(1UL << me));
    }

    private void Ring(int process)
    {
        Atomic.Or(ref _bells[process].Ref, 1);
        _world.Doorbell.Wake(ref _bells[process].Ref);
    }
}

using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>The conditions over a lock, which a reaper has to find when the lock's owner has died.</summary>
/// <remarks>
/// A lock's <see cref="ObjectHeader.Settings"/> say where to look: nowhere (0), at one object (its index + 1), or, after a second condition was
/// made, at all. It is a hint that may be out of date, never one that misses a condition: each names its lock in its own settings.
/// </remarks>
internal static unsafe class LockFollowers
{
    private const ulong Several = ulong.MaxValue;

    /// <summary>Before the condition can be waited on.</summary>
    public static void Add(ObjectHeader* mutex, int conditionIndex)
    {
        ref ulong hint = ref mutex->Settings;
        if (!Atomic.TrySwap(ref hint, 0, (ulong)conditionIndex + 1) && Atomic.LoadAcquire(ref hint) != (ulong)conditionIndex + 1)
            Atomic.Exchange(ref hint, Several);
    }

    /// <summary>
    /// After the death of the lock's owner, notifies all who wait on its conditions: what they wait for may have come to pass, and the one who would have
    /// told them is dead. To be called before the lock is repaired; then nobody can begin to wait in between.
    /// </summary>
    public static void Notify(Participant participant, ObjectHeader* mutex, LockReference self)
    {
        Arena arena = participant.Arena;
        ulong hint = Atomic.LoadAcquire(ref mutex->Settings);
        if (hint == 0)
            return;
        int first = hint == Several ? 0 : (int)(hint - 1);
        int end = hint == Several ? (int)Atomic.LoadAcquire(ref arena.Header.HighObject) : first + 1;
        for (int index = first; index < end; index++)
        {
            ObjectHeader* header = arena.Object(index);
            var life = new LifeWord(Atomic.LoadAcquire(ref header->Life));
            if (life.Kind == ObjectKind.Condition && Atomic.LoadAcquire(ref header->Settings) == self.Bits)
                SharedCondition.NotifyAll(participant, index, life);
        }
    }
}

/// <summary>Which lock a condition belongs to.</summary>
internal readonly record struct LockReference(ulong Bits)
{
    public LockReference(int index, uint generation) : this(((ulong)generation << 32) | (uint)index)
    {
    }
}

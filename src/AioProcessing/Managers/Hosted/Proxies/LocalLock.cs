using System.Runtime.CompilerServices;
using AioProcessing.Core.Objects;

namespace AioProcessing.Managers;

/// <summary>What this process knows of its own holding of a hosted lock. Shared by all its proxies of that lock.</summary>
internal sealed class LocalLock
{
    private static readonly ConditionalWeakTable<ManagerClient, Dictionary<long, WeakReference<LocalLock>>> s_all = [];

    private LockHolding? _current;

    /// <summary>The present holding of a lock that is not re-entrant; null while it is given up during a wait.</summary>
    public LockHolding? Current => Volatile.Read(ref _current);

    /// <summary>Who of this process holds a re-entrant one.</summary>
    public LockOwnership Ownership { get; } = new();

    public static LocalLock Of(ManagerClient client, long id)
    {
        Dictionary<long, WeakReference<LocalLock>> all = s_all.GetOrCreateValue(client);
        lock (all)
        {
            if (all.TryGetValue(id, out WeakReference<LocalLock>? known) && known.TryGetTarget(out LocalLock? found))
                return found;
            if (all.Count > 100 && (all.Count & (all.Count - 1)) == 0)
                RemoveDead(all);
            var made = new LocalLock();
            all[id] = new WeakReference<LocalLock>(made);
            return made;
        }
    }

    public void Begin(LockHolding holding) => Volatile.Write(ref _current, holding);

    /// <summary>False when it is not the present one.</summary>
    public bool TryEnd(LockHolding holding) => Interlocked.CompareExchange(ref _current, null, holding) == holding;

    private static void RemoveDead(Dictionary<long, WeakReference<LocalLock>> all)
    {
        foreach ((long id, WeakReference<LocalLock> one) in all.ToArray())
        {
            if (!one.TryGetTarget(out _))
                all.Remove(id);
        }
    }
}

using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>A holding of a lock by this process, as one thing although waits on a condition give the lock up and take it back in between.</summary>
/// <remarks>Releasers know it by the word that began it. Changed only by whoever has just been granted the lock.</remarks>
internal class LockHolding
{
    /// <summary>The word that began it.</summary>
    public LockWord First { get; private set; }

    /// <summary>The word with which the lock is held now.</summary>
    public LockWord Held { get; private set; }

    /// <summary>Whether the owner before died, the last time that the lock was got.</summary>
    public bool WasAbandoned { get; private set; }

    public void Take(in LockGrant grant)
    {
        if (First.Bits == 0)
            First = grant.Held;
        Held = grant.Held;
        WasAbandoned = grant.WasAbandoned;
    }
}

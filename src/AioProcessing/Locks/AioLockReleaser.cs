using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;

namespace AioProcessing;

/// <summary>One holding of an <see cref="AioLock"/>, or one level of holding an <see cref="AioReentrantLock"/>. Disposing of it releases that; a second time throws.</summary>
/// <remarks>It stays good across waits on an <see cref="AioCondition"/>, which give the lock up and take it back.</remarks>
public readonly struct AioLockReleaser : IDisposable, IAsyncDisposable, IEquatable<AioLockReleaser>
{
    private readonly IReleasable? _lock;
    private readonly LockWord _held;
    private readonly int _entry;
    private readonly bool _wasAbandoned;

    internal AioLockReleaser(IReleasable owner, LockGrant grant, int entry = 0)
    {
        _lock = owner;
        _held = grant.Held;
        _entry = entry;
        _wasAbandoned = grant.WasAbandoned;
    }

    /// <summary>
    /// Whether the last owner died, or disposed of its handle, without releasing: what the lock protects may be half changed. It tells of the last
    /// time that this holding got the lock: when it was acquired or, after that, when a wait on a condition took it back.
    /// </summary>
    public bool WasAbandoned => _lock?.WasAbandoned(_held, _wasAbandoned) ?? false;

    /// <summary>For callers that would rather not go on: releases the lock and throws if the last owner died holding it.</summary>
    /// <returns>This releaser, so that the call can stand in the <c>using</c>.</returns>
    /// <exception cref="AioAbandonedLockException">It did. The lock is free again, and the next owner is not told.</exception>
    public AioLockReleaser ThrowIfAbandoned()
    {
        if (!WasAbandoned)
            return this;
        Dispose();
        throw new AioAbandonedLockException("The lock was abandoned: the process that held it last died, so what it protects may be half changed. Check or rebuild that, then acquire again.");
    }

    /// <summary>Releases the lock. Nothing happens for the default value.</summary>
    /// <exception cref="AioException">This holding has ended already.</exception>
    public void Dispose() => _lock?.Release(_held, _entry);

    /// <summary>As <see cref="Dispose"/>; no thread is blocked while the manager of a hosted lock answers.</summary>
    public ValueTask DisposeAsync() => _lock?.ReleaseAsync(_held, _entry) ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    public bool Equals(AioLockReleaser other) => _lock == other._lock && _held == other._held && _entry == other._entry;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AioLockReleaser other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_held, _entry);

    /// <summary>Whether both are the same holding.</summary>
    public static bool operator ==(AioLockReleaser left, AioLockReleaser right) => left.Equals(right);

    /// <summary>Whether they are different holdings.</summary>
    public static bool operator !=(AioLockReleaser left, AioLockReleaser right) => !left.Equals(right);
}

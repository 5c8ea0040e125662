using AioProcessing.Locks;

namespace AioProcessing;

/// <summary>One reader's or writer's presence in an <see cref="IAioReaderWriterLock"/>. Disposing of it leaves; do so once.</summary>
/// <remarks>A copy that is disposed of again leaves for another reader of this process, if there is one, and throws if there is none. A place in a hosted lock is known by itself, so there a second time always throws.</remarks>
public readonly struct AioAccessReleaser : IDisposable, IAsyncDisposable, IEquatable<AioAccessReleaser>
{
    private readonly object? _owner;

    // The owner is the lock, or an IPermit of its own.
    internal AioAccessReleaser(object owner, bool isWriter, bool wasAbandoned)
    {
        _owner = owner;
        IsWriter = isWriter;
        WasAbandoned = wasAbandoned;
    }

    /// <summary>Whether this is a writer's.</summary>
    public bool IsWriter { get; }

    /// <summary>Whether the last writer died, or disposed of its handle, without releasing, and no writer has come since: what the lock protects may be half changed.</summary>
    public bool WasAbandoned { get; }

    /// <summary>Leaves. Nothing happens for the default value.</summary>
    /// <exception cref="AioException">This process is not in the lock in that role.</exception>
    public void Dispose()
    {
        if (_owner is AioReaderWriterLock inMemory)
            inMemory.Release(IsWriter);
        else
            (_owner as IPermit)?.Release();
    }

    /// <summary>As <see cref="Dispose"/>; no thread is blocked while the manager of a hosted lock answers.</summary>
    public ValueTask DisposeAsync()
    {
        if (_owner is IPermit place)
            return place.ReleaseAsync();
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public bool Equals(AioAccessReleaser other) => _owner == other._owner && IsWriter == other.IsWriter;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AioAccessReleaser other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_owner, IsWriter);

    /// <summary>Whether both stand for the same role at the same handle.</summary>
    public static bool operator ==(AioAccessReleaser left, AioAccessReleaser right) => left.Equals(right);

    /// <summary>Whether they stand for different roles or handles.</summary>
    public static bool operator !=(AioAccessReleaser left, AioAccessReleaser right) => !left.Equals(right);
}

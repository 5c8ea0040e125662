using AioProcessing.Core.Objects;

namespace AioProcessing;

/// <summary>One reader's or writer's presence in an <see cref="AioReaderWriterLock"/>. Disposing of it leaves; do so once.</summary>
public readonly struct AioAccessReleaser : IDisposable, IEquatable<AioAccessReleaser>
{
    private readonly AioReaderWriterLock? _lock;

    internal AioAccessReleaser(AioReaderWriterLock owner, bool isWriter, AccessGrant grant)
    {
        _lock = owner;
        IsWriter = isWriter;
        WasAbandoned = grant.WasAbandoned;
    }

    /// <summary>Whether this is a writer's.</summary>
    public bool IsWriter { get; }

    /// <summary>Whether the last writer died, or disposed of its handle, without releasing, and no writer has come since: what the lock protects may be half changed.</summary>
    public bool WasAbandoned { get; }

    /// <summary>Leaves. Nothing happens for the default value.</summary>
    /// <exception cref="AioException">This process is not in the lock in that role.</exception>
    public void Dispose() => _lock?.Release(IsWriter);

    /// <inheritdoc/>
    public bool Equals(AioAccessReleaser other) => _lock == other._lock && IsWriter == other.IsWriter;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AioAccessReleaser other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_lock, IsWriter);

    /// <summary>Whether both stand for the same role at the same handle.</summary>
    public static bool operator ==(AioAccessReleaser left, AioAccessReleaser right) => left.Equals(right);

    /// <summary>Whether they stand for different roles or handles.</summary>
    public static bool operator !=(AioAccessReleaser left, AioAccessReleaser right) => !left.Equals(right);
}

using AioProcessing.Locks;

namespace AioProcessing;

/// <summary>One permit of a semaphore. Disposing of it gives the permit back; do so once.</summary>
/// <remarks>
/// A copy that is disposed of again gives back another permit of this process, if it holds one, and throws if it does not. A permit of a hosted semaphore is
/// known by itself, so there a second time always throws.
/// </remarks>
public readonly struct AioSemaphoreReleaser : IDisposable, IAsyncDisposable, IEquatable<AioSemaphoreReleaser>
{
    private readonly object? _owner;

    internal AioSemaphoreReleaser(object owner) => _owner = owner;

    /// <summary>Gives the permit back. Nothing happens for the default value.</summary>
    /// <exception cref="AioException">This process holds no permit.</exception>
    public void Dispose()
    {
        if (_owner is AioSemaphore semaphore)
            semaphore.ReleaseHeld();
        else if (_owner is AioBoundedSemaphore bounded)
            bounded.ReleaseHeld();
        else
            (_owner as IPermit)?.Release();
    }

    /// <summary>As <see cref="Dispose"/>; no thread is blocked while the manager of a hosted semaphore answers.</summary>
    public ValueTask DisposeAsync()
    {
        if (_owner is IPermit permit)
            return permit.ReleaseAsync();
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public bool Equals(AioSemaphoreReleaser other) => _owner == other._owner;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AioSemaphoreReleaser other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _owner?.GetHashCode() ?? 0;

    /// <summary>Whether both are permits of the same handle.</summary>
    public static bool operator ==(AioSemaphoreReleaser left, AioSemaphoreReleaser right) => left.Equals(right);

    /// <summary>Whether they are permits of different handles.</summary>
    public static bool operator !=(AioSemaphoreReleaser left, AioSemaphoreReleaser right) => !left.Equals(right);
}

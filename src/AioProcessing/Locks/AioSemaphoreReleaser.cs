namespace AioProcessing;

/// <summary>One permit of a semaphore. Disposing of it gives the permit back; do so once.</summary>
/// <remarks>A copy that is disposed of again gives back another permit of this process, if it holds one, and throws if it does not.</remarks>
public readonly struct AioSemaphoreReleaser : IDisposable, IEquatable<AioSemaphoreReleaser>
{
    private readonly object? _owner;

    internal AioSemaphoreReleaser(object owner) => _owner = owner;

    /// <summary>Gives the permit back. Nothing happens for the default value.</summary>
    /// <exception cref="AioException">This process holds no permit.</exception>
    public void Dispose()
    {
        if (_owner is AioSemaphore semaphore)
            semaphore.ReleaseHeld();
        else
            (_owner as AioBoundedSemaphore)?.ReleaseHeld();
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

namespace AioProcessing.Bootstrap;

/// <summary>Where one of a child's output streams goes.</summary>
/// <param name="IsDiscarded">Nowhere.</param>
/// <param name="OnLine">Here, line by line, without the line's end; null = not here. Must not throw: a child whose pipe is full stands still.</param>
internal sealed record OutputTarget(bool IsDiscarded, Action<string>? OnLine)
{
    public static OutputTarget Inherited { get; } = new(false, null);

    public static OutputTarget Discarded { get; } = new(true, null);
}

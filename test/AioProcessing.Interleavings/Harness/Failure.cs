namespace AioProcessing.Interleavings;

/// <summary>What went wrong in one schedule.</summary>
internal sealed record Failure(string What, Exception? Exception)
{
    public override string ToString() => Exception is null ? What : $"{What}: {Exception.GetType().Name}: {Exception.Message}";
}

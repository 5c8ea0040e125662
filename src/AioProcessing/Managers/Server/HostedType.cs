namespace AioProcessing.Managers;

/// <summary>A type that clients may ask for by name.</summary>
internal sealed record HostedType(AioContract Contract, Func<object> Make);

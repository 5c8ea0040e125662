namespace AioProcessing.Tests.Tidy;

/// <summary>A rule that is broken at a place.</summary>
/// <param name="Where">What an exemption names: a path, or a path or type with a member.</param>
/// <param name="What">What is wrong there and what to do instead.</param>
internal sealed record Finding(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}

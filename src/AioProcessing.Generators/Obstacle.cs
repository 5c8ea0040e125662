// The library's vocabulary, so that both compile the same list of obstacles.
namespace AioProcessing.Serialization;

/// <summary>Why values of a type cannot cross, and what to do instead.</summary>
internal sealed class Obstacle(string why, string remedy)
{
    /// <summary>Continues "it is a Some.Type, ".</summary>
    public string Why { get; } = why;

    /// <summary>A sentence.</summary>
    public string Remedy { get; } = remedy;
}

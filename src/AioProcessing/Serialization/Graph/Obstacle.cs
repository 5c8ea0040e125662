namespace AioProcessing.Serialization;

/// <summary>Why values of a type cannot cross, and what to do instead.</summary>
/// <param name="Why">Continues "it is a Some.Type, ".</param>
/// <param name="Remedy">A sentence.</param>
internal sealed record Obstacle(string Why, string Remedy)
{
    /// <summary>The error for a value of this kind at <paramref name="path"/>.</summary>
    public AioSerializationException At(string path, Type type)
    {
        string what = path.Length == 0 ? "The value" : $"'{path}'";
        return new AioSerializationException($"{what} cannot cross to another process: it is a {TypeNames.Of(type)}, {Why}. {Remedy}", path);
    }
}

namespace AioProcessing.Connections;

/// <summary>Equality of what can be a key in Python: tuples by content, everything else as in .NET.</summary>
/// <remarks>Bounded in depth and in steps: a peer can nest tuples deeper than a stack, and share their parts so that a comparison would never end.</remarks>
internal sealed class PickleKeys : IEqualityComparer<object?>
{
    private const int MaxDepth = 32;
    private const int MaxSteps = 1 << 16;

    public static PickleKeys Instance { get; } = new();

    public new bool Equals(object? x, object? y)
    {
        int stepsLeft = MaxSteps;
        return AreEqual(x, y, MaxDepth, ref stepsLeft);
    }

    public int GetHashCode(object? value) => HashOf(value, MaxDepth);

    private static bool AreEqual(object? x, object? y, int depth, ref int stepsLeft)
    {
        if (ReferenceEquals(x, y))
            return true;
        if (x is not object?[] one || y is not object?[] other)
            return x is byte[] bytes && y is byte[] others ? bytes.AsSpan().SequenceEqual(others) : object.Equals(x, y);
        if (one.Length != other.Length)
            return false;
        if (depth == 0 || (stepsLeft -= one.Length) < 0)
            throw new AioSerializationException($"A key is a tuple of tuples that takes more than {MaxDepth} levels or {MaxSteps:N0} steps to compare.");
        for (int i = 0; i < one.Length; i++)
        {
            if (!AreEqual(one[i], other[i], depth - 1, ref stepsLeft))
                return false;
        }
        return true;
    }

    private static int HashOf(object? value, int depth)
    {
        switch (value)
        {
            case object?[] tuple when depth > 0:
                HashCode hash = default;
                // Enough to tell keys apart; all of a tuple of tuples that share their parts would take for ever.
                foreach (object? item in tuple.AsSpan(0, Math.Min(tuple.Length, 8)))
                    hash.Add(HashOf(item, depth > 3 ? 3 : depth - 1));
                return hash.ToHashCode();
            case object?[]:
                return 0;
            case byte[] bytes:
                HashCode ofBytes = default;
                ofBytes.AddBytes(bytes);
                return ofBytes.ToHashCode();
            default:
                return value?.GetHashCode() ?? 0;
        }
    }
}

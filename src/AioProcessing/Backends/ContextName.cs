using System.Buffers;

namespace AioProcessing.Backends;

/// <summary>What a context, or memory with a name of its own, may be called: what is a plain file name everywhere.</summary>
internal static class ContextName
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <exception cref="ArgumentException">It cannot be the name of <paramref name="what"/>.</exception>
    public static void Check(string name, string what = "a context")
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsValid(name))
            throw new ArgumentException($"The name of {what} has 1 to {MaxLength} letters A to Z, digits, '-', '_' and '.', and does not begin with '.'; '{name}' is none.", nameof(name));
    }

    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && name[0] != '.' && !name.AsSpan().ContainsAnyExcept(s_allowed);
}

namespace AioProcessing;

/// <summary>
/// A Python object of a class that is not known here, or such a class or function itself: names and data, nothing that acts. Sent to Python, it becomes there what it names.
/// </summary>
/// <param name="module">The module, such as <c>__main__</c> or <c>builtins</c>.</param>
/// <param name="name">The name in it, with dots for nested ones.</param>
/// <param name="arguments">What the class or function is called with; null = the class or function itself.</param>
public sealed class AioPythonObject(string module, string name, IReadOnlyList<object?>? arguments = null)
{
    /// <summary>The module.</summary>
    public string Module { get; } = module;

    /// <summary>The name in it.</summary>
    public string Name { get; } = name;

    /// <summary>What the class or function was called with; null = it was not called. An exception's <c>args</c>.</summary>
    public IReadOnlyList<object?>? Arguments { get; } = arguments;

    /// <summary>What is set after that: usually a dictionary of attributes; null = nothing.</summary>
    public object? State { get; set; }

    /// <summary>The items of an object whose class is a kind of list; null = none came.</summary>
    internal List<object?>? Items { get; set; }

    /// <summary>An attribute from <see cref="State"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such attribute.</exception>
    public object? this[string attribute] => State is Dictionary<object, object?> attributes && attributes.TryGetValue(attribute, out object? value)
        ? value
        : throw new KeyNotFoundException($"This {Module}.{Name} has no attribute '{attribute}'.");

    /// <summary>As Python would write the name and the number of arguments.</summary>
    public override string ToString() => Arguments is null ? $"{Module}.{Name}" : $"{Module}.{Name}({string.Join(", ", Arguments.Select(static one => one is AioPythonObject inner ? inner.Name : one ?? "None"))})";
}

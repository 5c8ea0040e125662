using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>One instance field of a user type.</summary>
internal sealed class FieldSlot(FieldInfo field)
{
    private Shape? _shape;
    private string? _name;

    public FieldInfo Field { get; } = field;

    // Found late: a type may contain itself, and most fields of a refused type are never reached.
    public Shape Shape => _shape ??= ShapeCatalog.Of(Field.FieldType);

    /// <summary>The name that the user gave: the compiler's own decorations are taken off.</summary>
    public override string ToString() => _name ??= DisplayNameOf(Field);

    public static string DisplayNameOf(FieldInfo field)
    {
        string name = field.Name;
        if (name == "<>4__this")
            return "this";
        if (name.StartsWith("CS$<>", StringComparison.Ordinal) || name.StartsWith("<>", StringComparison.Ordinal))
            return ""; // A link between compiler-made objects: not a step that the user took.
        int end = name.Length > 0 && name[0] == '<' ? name.IndexOf('>', StringComparison.Ordinal) : -1;
        return end > 1 ? name[1..end] : name;
    }
}

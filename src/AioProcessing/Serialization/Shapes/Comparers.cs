using System.Globalization;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>The default comparer of a type: nothing to write. In a collection's own slot it is null.</summary>
internal sealed class DefaultComparerShape(Type type) : Shape(type)
{
    public override void Write(GraphWriter to, object? value)
    {
    }

    public override object? Read(ref PayloadReader from, int id) => Reflect.StaticProperty(Type, "Default");
}

/// <summary>A framework <see cref="StringComparer"/>: ordinal, or of a culture; with or without case.</summary>
internal sealed class StringComparerShape() : Shape(typeof(StringComparer))
{
    private const byte Ordinal = 0;
    private const byte OrdinalIgnoreCase = 1;
    private const byte OfCulture = 2;

    public override void Write(GraphWriter to, object? value)
    {
        var comparer = (IEqualityComparer<string?>)value!;
        if (StringComparer.IsWellKnownOrdinalComparer(comparer, out bool ignoresCase))
        {
            to.To.WriteByte(ignoresCase ? OrdinalIgnoreCase : Ordinal);
        }
        else if (StringComparer.IsWellKnownCultureAwareComparer(comparer, out CompareInfo? culture, out CompareOptions options))
        {
            to.To.WriteByte(OfCulture);
            to.To.WriteString(culture!.Name);
            to.To.WriteInt32((int)options);
        }
        else
        {
            to.Refuse(value!.GetType(), "a comparer of the framework that cannot be told apart", "Use a StringComparer or a comparer class of your own.");
        }
    }

    public override object? Read(ref PayloadReader from, int id) => from.ReadByte() switch
    {
        Ordinal => StringComparer.Ordinal,
        OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase,
        OfCulture => CultureInfo.GetCultureInfo(from.ReadString() ?? throw from.Malformed("a culture has no name"))
            .CompareInfo.GetStringComparer((CompareOptions)from.ReadInt32()),
        byte other => throw from.Malformed($"a string comparer is of kind {other}"),
    };
}

/// <summary>The comparer of a collection: which property tells it, and its slot, where null stands for the default one.</summary>
internal sealed class ComparerSlot(Type collection, string property, Type declared)
{
    private readonly PropertyInfo _property = Reflect.PropertyOf(collection, property);
    private readonly Shape _shape = ShapeCatalog.Of(declared);

    public void Write(GraphWriter to, object collection)
    {
        object? comparer = _property.GetValue(collection);
        if (comparer is not null && ShapeCatalog.Of(comparer.GetType()) is DefaultComparerShape)
            comparer = null;
        to.Path.Push(_property.Name);
        to.WriteSlot(_shape, comparer);
        to.Path.Pop();
    }

    public object? Read(ref PayloadReader from) => from.Graph.ReadSlot(ref from, _shape);

    /// <summary>
    /// True when a key's place in the collection cannot depend on an object that is still being read: the key is a plain value,
    /// and so is the comparer.
    /// </summary>
    public static bool IsReady(Shape key, object? comparer) =>
        key is RawShape or StringShape && (comparer is null || ShapeCatalog.Of(comparer.GetType()) is StringComparerShape);
}

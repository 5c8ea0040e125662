using System.Collections;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>How one of the framework's sequences is taken apart and rebuilt.</summary>
/// <param name="IsReversed">It enumerates the item put last first.</param>
/// <param name="Comparer">The type of its comparer, as an open generic type.</param>
/// <param name="ItemsProperty">Where the items are, if the collection itself does not give them.</param>
internal sealed record SequenceForm(bool IsReversed = false, Type? Comparer = null, string? ItemsProperty = null)
{
    public static readonly SequenceForm Plain = new();
    public static readonly SequenceForm Reversed = new(IsReversed: true);
}

/// <summary>A list, queue, stack or set: rebuilt by its constructor that takes the items, and the comparer if it has one.</summary>
internal sealed class SequenceShape : CollectionShape
{
    private readonly SequenceForm _form;
    private readonly Shape _item;
    private readonly ComparerSlot? _comparer;
    private readonly PropertyInfo? _items;
    private ConstructorInfo? _constructor;

    public SequenceShape(Type type, SequenceForm form, Type item) : base(type)
    {
        _form = form;
        _item = ShapeCatalog.Of(item);
        if (form.Comparer is not null)
            _comparer = new ComparerSlot(type, "Comparer", ComparerType);
        if (form.ItemsProperty is not null)
            _items = Reflect.PropertyOf(type, form.ItemsProperty);
    }

    // A priority queue compares the second of its two type arguments, a set its only one.
    private Type ComparerType => Reflect.MakeGeneric(_form.Comparer!, Type.GetGenericArguments()[^1]);

    private ConstructorInfo Constructor => _constructor ??= FindConstructor();

    public override void Write(GraphWriter to, object? value)
    {
        _comparer?.Write(to, value!);
        if (_item is RawShape && value is ICollection known and IList)
            WriteBlock(to, known);
        else
            WriteItems(to, _item, (IEnumerable)(_items is null ? value! : _items.GetValue(value)!));
    }

    private void WriteBlock(GraphWriter to, ICollection known)
    {
        Array items = Reflect.NewArray(_item.Type, known.Count);
        known.CopyTo(items, 0);
        to.To.WriteInt32(items.Length);
        Elements.Write(to, _item, items);
    }

    public override void ReadInto(ref PayloadReader from, object collection)
    {
        object? comparer = _comparer?.Read(ref from);
        Array items = ReadItems(ref from, _item);
        if (_form.IsReversed)
            Array.Reverse(items);
        if (_comparer is null)
            Constructor.Invoke(collection, [items]);
        else if (ComparerSlot.IsReady(_item, comparer))
            Constructor.Invoke(collection, [items, comparer]);
        else
            from.Graph.FillLater(() => Constructor.Invoke(collection, [items, comparer]));
    }

    private ConstructorInfo FindConstructor()
    {
        Type items = Reflect.MakeGeneric(typeof(IEnumerable<>), _item.Type);
        return (_comparer is null ? Reflect.Constructor(Type, items) : Reflect.Constructor(Type, items, ComparerType))
            ?? throw new MissingMethodException(Type.Name, "the constructor that takes its items");
    }
}

using System.Collections;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>An immutable or frozen collection: made at once, by a static method, when all its items are whole.</summary>
internal sealed class FactoryShape : Shape
{
    private readonly bool _isReversed;
    private readonly Shape _item;
    private readonly ComparerSlot[] _comparers;
    private readonly Type _factory;
    private readonly string _method;
    private MethodInfo? _create;

    /// <param name="type">The collection, constructed.</param>
    /// <param name="factory">The static class, and <paramref name="method"/> there: (comparers.., items) or (items, comparer).</param>
    /// <param name="method">Its name.</param>
    /// <param name="item">The type of its items.</param>
    /// <param name="comparers">Each one's property, and its type.</param>
    /// <param name="isReversed">It enumerates the item put last first.</param>
    public FactoryShape(Type type, Type factory, string method, Type item, (string Property, Type Declared)[] comparers, bool isReversed = false) : base(type)
    {
        _factory = factory;
        _method = method;
        _isReversed = isReversed;
        _item = ShapeCatalog.Of(item);
        _comparers = new ComparerSlot[comparers.Length];
        for (int i = 0; i < comparers.Length; i++)
            _comparers[i] = new ComparerSlot(type, comparers[i].Property, comparers[i].Declared);
        IsTracked = true;
        IsMadeLast = true;
    }

    public override void Write(GraphWriter to, object? value)
    {
        foreach (ComparerSlot comparer in _comparers)
            comparer.Write(to, value!);
        int countAt = to.To.Reserve();
        int count = 0;
        if (_comparers.Length > 0)
            to.BeginComplete();
        foreach (object? item in (IEnumerable)value!)
            Elements.WriteOne(to, _item, item, count++);
        if (_comparers.Length > 0)
            to.EndComplete();
        to.To.Patch(countAt, count);
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        var comparers = new object?[_comparers.Length];
        for (int i = 0; i < comparers.Length; i++)
            comparers[i] = _comparers[i].Read(ref from);
        int count = from.CheckCount(from.ReadInt32(), Elements.LeastBytes(_item));
        Array items = Reflect.NewArray(_item.Type, count);
        Elements.Read(ref from, _item, items);
        if (_isReversed)
            Array.Reverse(items);
        MethodInfo create = _create ??= FindCreate();
        bool isExtension = create.Name.StartsWith("To", StringComparison.Ordinal);
        return create.Invoke(null, isExtension ? [items, .. comparers] : [.. comparers, items]);
    }

    private MethodInfo FindCreate()
    {
        Type[] arguments = Type.GetGenericArguments();
        foreach (MethodInfo candidate in Reflect.OwnMethods(_factory))
        {
            if (candidate.Name != _method || candidate.GetGenericArguments().Length != arguments.Length)
                continue;
            ParameterInfo[] parameters = candidate.GetParameters();
            int itemsAt = _method.StartsWith("To", StringComparison.Ordinal) ? 0 : parameters.Length - 1;
            // A span of items, or an array, makes other overloads.
            if (parameters.Length == _comparers.Length + 1 && parameters[itemsAt].ParameterType is { IsGenericType: true, IsInterface: true })
                return Reflect.MakeGeneric(candidate, arguments);
        }
        throw new MissingMethodException(_factory.Name, _method);
    }
}

using System.Collections;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>A dictionary: rebuilt by its constructor that takes a comparer, then key by key.</summary>
internal sealed class DictionaryShape : CollectionShape
{
    private readonly Type _comparerType;
    private readonly Shape _key;
    private readonly Shape _value;
    private readonly ComparerSlot _comparer;
    private ConstructorInfo? _constructor;

    /// <param name="type">A constructed dictionary type that implements <see cref="IDictionary"/> and has a property Comparer.</param>
    /// <param name="comparer">The type of its comparer, as an open generic type.</param>
    public DictionaryShape(Type type, Type comparer) : base(type)
    {
        Type[] arguments = type.GetGenericArguments();
        _key = ShapeCatalog.Of(arguments[0]);
        _value = ShapeCatalog.Of(arguments[1]);
        _comparerType = Reflect.MakeGeneric(comparer, arguments[0]);
        _comparer = new ComparerSlot(type, "Comparer", _comparerType);
    }

    private ConstructorInfo Constructor => _constructor ??= Reflect.Constructor(Type, _comparerType)
        ?? throw new MissingMethodException(Type.Name, "the constructor that takes its comparer");

    public override void Write(GraphWriter to, object? value)
    {
        _comparer.Write(to, value!);
        int countAt = to.To.Reserve();
        int count = 0;
        IDictionaryEnumerator entries = ((IDictionary)value!).GetEnumerator();
        while (entries.MoveNext())
        {
            object key = entries.Key;
            to.Path.PushKey(key);
            to.WriteSlot(_key, key);
            to.WriteSlot(_value, entries.Value);
            to.Path.Pop();
            count++;
        }
        to.To.Patch(countAt, count);
    }

    public override void ReadInto(ref PayloadReader from, object collection)
    {
        object? comparer = _comparer.Read(ref from);
        int count = from.CheckCount(from.ReadInt32(), Elements.LeastBytes(_key) + Elements.LeastBytes(_value));
        Constructor.Invoke(collection, [comparer]);
        var dictionary = (IDictionary)collection;
        GraphReader graph = from.Graph;
        if (ComparerSlot.IsReady(_key, comparer))
        {
            for (int i = 0; i < count; i++)
                dictionary.Add(ReadKey(ref from), graph.ReadSlot(ref from, _value));
            return;
        }
        var keys = new object[count];
        var values = new object?[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = ReadKey(ref from);
            values[i] = graph.ReadSlot(ref from, _value);
        }
        graph.FillLater(() => Fill(dictionary, keys, values));
    }

    private object ReadKey(ref PayloadReader from) => from.Graph.ReadSlot(ref from, _key) ?? throw from.Malformed("a key is null");

    private static void Fill(IDictionary dictionary, object[] keys, object?[] values)
    {
        for (int i = 0; i < keys.Length; i++)
            dictionary.Add(keys[i], values[i]);
    }
}

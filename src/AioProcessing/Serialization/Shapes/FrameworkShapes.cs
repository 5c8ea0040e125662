using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AioProcessing.Serialization;

/// <summary>Shapes of the framework types that cross: a fixed list, because their private state is not ours to copy.</summary>
/// <remarks>Types are recognised by name, so that a process loads only those that its payloads contain.</remarks>
internal static class FrameworkShapes
{
    /// <summary>The shape of a framework type; null when it is not in the list.</summary>
    public static Shape? Of(Type type)
    {
        if (IsByFields(type))
            return new ObjectShape(type);
        return type.Namespace switch
        {
            "System.Collections.Generic" => OfCollection(type),
            "System.Collections.Concurrent" => OfConcurrent(type),
            "System.Collections.Immutable" => OfImmutable(type),
            "System.Threading" when type == typeof(CancellationToken) => new TokenShape(),
            _ => Surrogates.Of(type),
        } ?? OfFamily(type);
    }

    /// <summary>Types whose fields are their value: tuples, wrappers around another collection, and comparers made of delegates.</summary>
    public static bool IsByFields(Type type) => type.Namespace switch
    {
        "System" => type.Name is "Object" or "ValueTuple`1" or "ValueTuple`2" or "ValueTuple`3" or "ValueTuple`4" or "ValueTuple`5" or "ValueTuple`6"
            or "ValueTuple`7" or "ValueTuple`8" or "Tuple`1" or "Tuple`2" or "Tuple`3" or "Tuple`4" or "Tuple`5" or "Tuple`6" or "Tuple`7"
            or "Tuple`8" or "ArraySegment`1" or "Memory`1" or "ReadOnlyMemory`1",
        "System.Collections.Generic" => type.Name is "KeyValuePair`2" or "ComparisonComparer`1" or "DelegateEqualityComparer`1",
        "System.Collections.ObjectModel" => type.Name is "Collection`1" or "KeyedCollection`2" or "ObservableCollection`1" or "ReadOnlyCollection`1"
            or "ReadOnlyDictionary`2" or "ReadOnlySet`1",
        "System.Collections.Immutable" => type.Name == "ImmutableArray`1",
        "System.Runtime.CompilerServices" => type.Name == "StrongBox`1",
        _ => false,
    };

    private static Type ItemOf(Type type) => type.GetGenericArguments()[0];

    private static Shape? OfCollection(Type type) => type.Name switch
    {
        "List`1" or "Queue`1" or "LinkedList`1" => new SequenceShape(type, SequenceForm.Plain, ItemOf(type)),
        "Stack`1" => new SequenceShape(type, SequenceForm.Reversed, ItemOf(type)),
        "HashSet`1" => new SequenceShape(type, new SequenceForm(Comparer: typeof(IEqualityComparer<>)), ItemOf(type)),
        "SortedSet`1" => new SequenceShape(type, new SequenceForm(Comparer: typeof(IComparer<>)), ItemOf(type)),
        "PriorityQueue`2" => new SequenceShape(
            type, new SequenceForm(Comparer: typeof(IComparer<>), ItemsProperty: "UnorderedItems"),
            Reflect.MakeGeneric(typeof(ValueTuple<,>), type.GetGenericArguments())),
        "Dictionary`2" or "OrderedDictionary`2" => new DictionaryShape(type, typeof(IEqualityComparer<>)),
        "SortedDictionary`2" or "SortedList`2" => new DictionaryShape(type, typeof(IComparer<>)),
        _ => null,
    };

    private static Shape? OfConcurrent(Type type) => type.Name switch
    {
        "ConcurrentQueue`1" => new SequenceShape(type, SequenceForm.Plain, ItemOf(type)),
        "ConcurrentStack`1" or "ConcurrentBag`1" => new SequenceShape(type, SequenceForm.Reversed, ItemOf(type)),
        "ConcurrentDictionary`2" => new DictionaryShape(type, typeof(IEqualityComparer<>)),
        _ => null,
    };

    private static Shape? OfImmutable(Type type) => type.Name switch
    {
        "ImmutableList`1" => new FactoryShape(type, typeof(ImmutableList), "CreateRange", ItemOf(type), []),
        "ImmutableQueue`1" => new FactoryShape(type, typeof(ImmutableQueue), "CreateRange", ItemOf(type), []),
        "ImmutableStack`1" => new FactoryShape(type, typeof(ImmutableStack), "CreateRange", ItemOf(type), [], isReversed: true),
        "ImmutableHashSet`1" => new FactoryShape(
            type, typeof(ImmutableHashSet), "CreateRange", ItemOf(type), [("KeyComparer", Of(typeof(IEqualityComparer<>), type, 0))]),
        "ImmutableSortedSet`1" => new FactoryShape(
            type, typeof(ImmutableSortedSet), "CreateRange", ItemOf(type), [("KeyComparer", Of(typeof(IComparer<>), type, 0))]),
        "ImmutableDictionary`2" => new FactoryShape(
            type, typeof(ImmutableDictionary), "CreateRange", PairOf(type),
            [("KeyComparer", Of(typeof(IEqualityComparer<>), type, 0)), ("ValueComparer", Of(typeof(IEqualityComparer<>), type, 1))]),
        "ImmutableSortedDictionary`2" => new FactoryShape(
            type, typeof(ImmutableSortedDictionary), "CreateRange", PairOf(type),
            [("KeyComparer", Of(typeof(IComparer<>), type, 0)), ("ValueComparer", Of(typeof(IEqualityComparer<>), type, 1))]),
        _ => null,
    };

    // The classes behind these are many and the framework's secret; what crosses is known by the public base.
    private static Shape? OfFamily(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            switch (at.Namespace)
            {
                case "System.Collections.Generic" when at.Name is "EqualityComparer`1" or "Comparer`1":
                    return new DefaultComparerShape(at);
                case "System.Collections.Frozen" when at.Name == "FrozenSet`1":
                    return new FactoryShape(at, typeof(FrozenSet), "ToFrozenSet", ItemOf(at), [("Comparer", Of(typeof(IEqualityComparer<>), at, 0))]);
                case "System.Collections.Frozen" when at.Name == "FrozenDictionary`2":
                    return new FactoryShape(
                        at, typeof(FrozenDictionary), "ToFrozenDictionary", PairOf(at), [("Comparer", Of(typeof(IEqualityComparer<>), at, 0))]);
                case "System" when at.Name == "StringComparer":
                    return new StringComparerShape();
                case "System.Net" when at.Name == "IPAddress":
                    return Surrogates.Of(at);
                case "System.Text" when at.Name == "Encoding":
                    return Surrogates.OfEncoding();
            }
        }
        return null;
    }

    private static Type Of(Type open, Type collection, int argument) => Reflect.MakeGeneric(open, collection.GetGenericArguments()[argument]);

    private static Type PairOf(Type dictionary) => Reflect.MakeGeneric(typeof(KeyValuePair<,>), dictionary.GetGenericArguments());
}

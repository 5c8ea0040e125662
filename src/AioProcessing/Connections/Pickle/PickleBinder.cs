using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AioProcessing.Connections;

/// <summary>What a pickle held, as the type that the receiver asks for: it alone decides what is made.</summary>
/// <remarks>
/// What is shared in the pickle is shared in the result. That also bounds the work: a few bytes can refer to one list many times, level upon level.
/// </remarks>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Reason)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reason)]
internal sealed class PickleBinder(AioPickleClasses? classes)
{
    private const string Reason = "The target is a type that the caller names; its constructor is kept with it. Others fail with a clear error.";
    private const int MaxDepth = 256;

    private readonly Dictionary<(object Value, Type Target), object> _bound = new(new ByReference());
    private int _depth;

    /// <exception cref="AioSerializationException">The value is no such thing.</exception>
    public object? Bind(object? value, Type target)
    {
        if (value is null)
            return !target.IsValueType || Nullable.GetUnderlyingType(target) is not null ? null : throw Unfit(null, target);
        target = Nullable.GetUnderlyingType(target) ?? target;
        if (PickleScalars.TryConvert(value, target, out object? scalar))
            return scalar;
        if (value.GetType().IsPrimitive || value is string)
            return target.IsInstanceOfType(value) ? value : throw Unfit(value, target);
        if (_bound.TryGetValue((value, target), out object? known))
            return known;
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new AioSerializationException($"The message is nested more than {MaxDepth} levels deep. Receive it as object to take it as it is, or send it flatter.");
        // A collection asked for as what it is keeps its own comparison of keys.
        object bound = target == typeof(object) || target == value.GetType() ? BindFreely(value, target) : BindContent(value, target);
        _depth--;
        _bound[(value, target)] = bound;
        return bound;
    }

    /// <summary>Nothing was asked for: collections stay, and registered classes in them become what they are registered for.</summary>
    private object BindFreely(object value, Type target)
    {
        if (classes is null)
            return value;
        _bound[(value, target)] = value;
        switch (value)
        {
            case AioPythonObject instance when target == typeof(object) && classes.Find(instance) is { } record:
                return record.Make(instance, this);
            case List<object?> list:
                for (int i = 0; i < list.Count; i++)
                    list[i] = Bind(list[i], typeof(object));
                return list;
            case object?[] tuple:
                for (int i = 0; i < tuple.Length; i++)
                    tuple[i] = Bind(tuple[i], typeof(object));
                return tuple;
            case Dictionary<object, object?> dictionary:
                foreach (object key in dictionary.Keys.ToArray())
                    dictionary[key] = Bind(dictionary[key], typeof(object));
                return dictionary;
            default:
                return value;
        }
    }

    private object BindContent(object value, Type target)
    {
        if (value is AioPythonObject instance)
            return classes?.Find(instance) is { } record && target.IsAssignableFrom(record.Type) ? record.Make(instance, this) : throw Unfit(value, target);
        if (target.IsArray && target.GetArrayRank() == 1 && ItemsOf(value) is { } items)
            return FillArray(value, items, target);
        if (target.IsGenericType)
            return BindGeneric(value, target) ?? throw Unfit(value, target);
        return target.IsInstanceOfType(value) ? value : throw Unfit(value, target);
    }

    private object? BindGeneric(object value, Type target)
    {
        Type definition = target.GetGenericTypeDefinition();
        Type[] arguments = target.GetGenericArguments();
        if (typeof(ITuple).IsAssignableFrom(target))
            return ItemsOf(value) is { } parts && parts.Count == arguments.Length && arguments.Length < 8
                ? Activator.CreateInstance(target, [.. parts.Cast<object?>().Select((part, i) => Bind(part, arguments[i]))])
                : null;
        if (definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>))
            return value is Dictionary<object, object?> pairs ? FillDictionary(value, target, pairs, typeof(Dictionary<,>).MakeGenericType(arguments), arguments) : null;
        if (definition == typeof(HashSet<>) || definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>))
            return ItemsOf(value) is { } members ? Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(arguments), FillArray(value, members, arguments[0].MakeArrayType())) : null;
        if (definition == typeof(List<>) || definition == typeof(IList<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(ICollection<>)
            || definition == typeof(IReadOnlyCollection<>) || definition == typeof(IEnumerable<>))
            return ItemsOf(value) is { } items ? FillList(value, target, items, (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!, arguments[0]) : null;
        return null;
    }

    // Entered as bound before it is filled: it may contain itself.

    private Array FillArray(object value, ICollection items, Type target)
    {
        Array array = Array.CreateInstanceFromArrayType(target, items.Count);
        _bound[(value, target)] = array;
        Type element = target.GetElementType()!;
        int i = 0;
        foreach (object? item in items)
            array.SetValue(Bind(item, element), i++);
        return array;
    }

    private IList FillList(object value, Type target, ICollection items, IList list, Type element)
    {
        _bound[(value, target)] = list;
        foreach (object? item in items)
            list.Add(Bind(item, element));
        return list;
    }

    private IDictionary FillDictionary(object value, Type target, Dictionary<object, object?> pairs, Type made, Type[] arguments)
    {
        IDictionary dictionary = (IDictionary)Activator.CreateInstance(made)!;
        _bound[(value, target)] = dictionary;
        foreach ((object key, object? item) in pairs)
            dictionary[Bind(key, arguments[0])!] = Bind(item, arguments[1]);
        return dictionary;
    }

    private static ICollection? ItemsOf(object value) => value switch
    {
        List<object?> or Array => (ICollection)value,
        HashSet<object?> set => set.ToArray(),
        FrozenSet<object?> set => set.Items,
        _ => null,
    };

    private static AioSerializationException Unfit(object? value, Type target) =>
        new($"A {PickleScalars.PythonName(value)} came where {target} was asked for. Ask for object to see what came; a class is made only when AioPickleClasses has it.");

    private sealed class ByReference : IEqualityComparer<(object Value, Type Target)>
    {
        public bool Equals((object Value, Type Target) x, (object Value, Type Target) y) => ReferenceEquals(x.Value, y.Value) && x.Target == y.Target;

        public int GetHashCode((object Value, Type Target) pair) => HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Value), pair.Target);
    }
}

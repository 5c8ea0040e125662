namespace AioProcessing.Serialization;

/// <summary>The compiler's class of captured variables, by the fields that are needed.</summary>
/// <remarks>
/// C# keeps all captured locals of a scope in one object, so a lambda would drag along what only its neighbours use. Each delegate therefore
/// sends the fields that its own code can reach and that no earlier mention has sent. Closures of inner scopes link to those of outer
/// ones; the same selection applies along the links. Content: 0 for a new object or 1 + its number, then (1 + field, value) pairs, then 0.
/// </remarks>
internal sealed class ClosureShape(Type type) : Shape(type)
{
    private FieldSlot[]? _fields;

    private FieldSlot[] Fields => _fields ??= FieldList.Of(Type, upTo: null);

    public static bool IsClosure(Type type) => type.IsClass && type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal);

    /// <summary>The compiler's holder of lambdas that capture nothing.</summary>
    public static bool IsStateless(Type type) =>
        type.Name.StartsWith("<>c", StringComparison.Ordinal) && !type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal);

    /// <summary>Reached by another way than a delegate: all fields.</summary>
    public override void Write(GraphWriter to, object? value) => Write(to, value!, ReachableFields.All);

    public void Write(GraphWriter to, object closure, ReachableFields reachable)
    {
        FieldSlot[] fields = Fields;
        bool isNew = to.TryAddClosure(closure, fields.Length, out int id, out bool[] sent);
        to.To.WriteCount(isNew ? 0 : id + 1);
        for (int i = 0; i < fields.Length; i++)
        {
            FieldSlot slot = fields[i];
            if (!reachable.Contains(slot.Field) || !(slot.Shape is ClosureShape || !sent[i]))
                continue;
            sent[i] = true; // Before the value is written: it may contain a delegate to this closure.
            to.To.WriteCount(i + 1);
            to.Path.Push(slot);
            WriteField(to, slot, closure, reachable);
            to.Path.Pop();
        }
        to.To.WriteByte(0);
    }

    // An outer scope's fields may be needed here though the link to it was sent before.
    private static void WriteField(GraphWriter to, FieldSlot slot, object closure, ReachableFields reachable)
    {
        object? value = slot.Field.GetValue(closure);
        if (slot.Shape is not ClosureShape outer)
        {
            to.WriteSlot(slot.Shape, value);
            return;
        }
        to.To.WriteBool(value is not null);
        if (value is not null)
            outer.Write(to, value, reachable);
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        GraphReader graph = from.Graph;
        int number = from.ReadCount();
        object closure = number == 0 ? Allocate(graph) : Known(ref from, number - 1);
        FieldSlot[] fields = Fields;
        for (int field = from.ReadCount(); field != 0; field = from.ReadCount())
        {
            if (field > fields.Length)
                throw from.Malformed($"a closure has no field {field}");
            FieldSlot slot = fields[field - 1];
            object? value = slot.Shape is not ClosureShape outer ? graph.ReadSlot(ref from, slot.Shape)
                : from.ReadBool() ? graph.ReadNested(ref from, outer) : null;
            slot.Field.SetValue(closure, value);
        }
        return closure;
    }

    private object Allocate(GraphReader graph)
    {
        object closure = Reflect.Allocate(Type);
        graph.Bind(graph.Reserve(), closure);
        return closure;
    }

    private object Known(ref PayloadReader from, int id) =>
        from.Graph.At(id) is { } known && known.GetType() == Type ? known : throw from.Malformed($"object {id} is not the closure meant");
}

using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>A class, or a struct with references, by its instance fields; constructors do not run.</summary>
internal sealed class ObjectShape : Shape
{
    private FieldSlot[]? _fields;

    public ObjectShape(Type type) : base(type)
    {
        IsTracked = !type.IsValueType;
        CanDefer = !type.IsValueType;
    }

    private FieldSlot[] Fields => _fields ??= FieldList.Of(Type, upTo: null);

    public override void Write(GraphWriter to, object? value) => FieldList.Write(to, Fields, value!);

    public override object? Read(ref PayloadReader from, int id)
    {
        object value = Allocate();
        from.Graph.Bind(id, value);
        FieldList.Read(ref from, Fields, value);
        return value;
    }

    public object Allocate() => Reflect.Allocate(Type);

    public void ReadInto(ref PayloadReader from, object value) => FieldList.Read(ref from, Fields, value);
}

/// <summary>The instance fields of a type, base classes first, and the walk over them.</summary>
internal static class FieldList
{
    /// <summary>The fields of <paramref name="type"/> and its bases below <paramref name="upTo"/>.</summary>
    public static FieldSlot[] Of(Type type, Type? upTo)
    {
        var slots = new List<FieldSlot>();
        Collect(type, upTo, slots);
        return slots.ToArray();
    }

    private static void Collect(Type type, Type? upTo, List<FieldSlot> slots)
    {
        if (type.BaseType is { } parent && parent != upTo && parent != typeof(object) && parent != typeof(ValueType))
            Collect(parent, upTo, slots);
        FieldInfo[] fields = Reflect.OwnFields(type);
        if (!NativeTypes.IsNative)
            SortByToken(fields);
        foreach (FieldInfo field in fields)
        {
            if (!IsLeftOut(field))
                slots.Add(new FieldSlot(field));
        }
    }

    // Reflection promises no order; that of native code lies in the file that both processes run. The lists are short and usually sorted; a generic sort would have to be compiled first.
    private static void SortByToken(FieldInfo[] fields)
    {
        for (int i = 1; i < fields.Length; i++)
        {
            FieldInfo field = fields[i];
            int at = i;
            for (; at > 0 && fields[at - 1].MetadataToken > field.MetadataToken; at--)
                fields[at] = fields[at - 1];
            fields[at] = field;
        }
    }

    // The mark [NonSerialized] is a bit of the field, not an attribute that must be looked up.
#pragma warning disable SYSLIB0050 // Obsolete for formatters; its meaning, "not part of the value", is the one wanted here.
    private static bool IsLeftOut(FieldInfo field) => field.IsNotSerialized;
#pragma warning restore SYSLIB0050

    public static void Write(GraphWriter to, FieldSlot[] fields, object value)
    {
        foreach (FieldSlot slot in fields)
        {
            to.Path.Push(slot);
            to.WriteSlot(slot.Shape, slot.Field.GetValue(value));
            to.Path.Pop();
        }
    }

    public static void Read(ref PayloadReader from, FieldSlot[] fields, object value)
    {
        GraphReader graph = from.Graph;
        foreach (FieldSlot slot in fields)
            slot.Field.SetValue(value, graph.ReadSlot(ref from, slot.Shape));
    }
}

namespace AioProcessing.Serialization;

/// <summary>Shapes of classes that are not the framework's.</summary>
internal static class UserShapes
{
    public static Shape Of(Type type)
    {
        if (Refusals.Of(type) is { } obstacle)
            return new RefusedShape(type, obstacle);
        for (Type? parent = type.BaseType; parent is not null && parent != typeof(object); parent = parent.BaseType)
        {
            if (!ShapeCatalog.IsOfFramework(parent) || FrameworkShapes.IsByFields(parent))
                continue;
            if (FrameworkShapes.Of(parent) is CollectionShape content)
                return new DerivedShape(type, content);
            if (NativeTypes.IsNative || Reflect.OwnFields(parent).Length > 0)
                return new RefusedShape(type, Refusals.OfBase(parent));
        }
        return new ObjectShape(type);
    }
}

/// <summary>A user's class that derives from a framework collection: the collection's content, then the fields that the user added.</summary>
internal sealed class DerivedShape : Shape
{
    private readonly CollectionShape _content;
    private FieldSlot[]? _fields;

    public DerivedShape(Type type, CollectionShape content) : base(type)
    {
        _content = content;
        IsTracked = true;
    }

    private FieldSlot[] Fields => _fields ??= FieldList.Of(Type, upTo: _content.Type);

    public override void Write(GraphWriter to, object? value)
    {
        _content.Write(to, value);
        FieldList.Write(to, Fields, value!);
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        object value = Reflect.Allocate(Type);
        from.Graph.Bind(id, value);
        _content.ReadInto(ref from, value);
        FieldList.Read(ref from, Fields, value);
        return value;
    }
}

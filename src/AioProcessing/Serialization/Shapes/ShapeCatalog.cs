using System.Collections.Concurrent;

namespace AioProcessing.Serialization;

/// <summary>Chooses the shape of each type, once.</summary>
internal static class ShapeCatalog
{
    private static readonly ConcurrentDictionary<Type, Shape> s_shapes = new();

    public static Shape Of(Type type) => s_shapes.TryGetValue(type, out Shape? shape) ? shape : Add(type);

    private static Shape Add(Type type)
    {
        Shape shape = Make(type);
        // The class behind a value may be the framework's secret; then both names lead to one shape.
        return s_shapes.GetOrAdd(type, ReferenceEquals(shape.Type, type) ? shape : Of(shape.Type));
    }

    private static Shape Make(Type type)
    {
        if (type == typeof(string))
            return StringShape.Instance;
        if (type.IsPrimitive || type.IsEnum)
            return MakeRaw(type);
        if (type.IsByRefLike || type.IsPointer || type.IsByRef || type.IsFunctionPointer || type.ContainsGenericParameters || type == typeof(void))
            return new RefusedShape(type, new Obstacle("which is no type of values that can be kept", "Copy the data to an array or a class."));
        if (type.IsArray)
            return type.IsSZArray ? new ArrayShape(type) : new RectangleShape(type);
        if (NativeTypes.ObstacleOf(type) is { } unknown && !typeof(IAioHandle).IsAssignableFrom(type) && !typeof(Delegate).IsAssignableFrom(type))
            return new RefusedShape(type, unknown);
        if (type.IsValueType)
            return MakeStruct(type);
        return MakeClass(type);
    }

    private static Shape MakeRaw(Type type) => RawLayout.ObstacleOf(type) is { } obstacle ? new RefusedShape(type, obstacle) : new RawShape(type);

    private static Shape MakeStruct(Type type)
    {
        if (RawLayout.HasNoReferences(type))
            return NativeTypes.IsNative && Refusals.Of(type) is { } known ? new RefusedShape(type, known) : MakeRaw(type);
        if (Nullable.GetUnderlyingType(type) is not null)
            return new NullableShape(type);
        if (!IsOfFramework(type))
            return Reflect.IsInlineArray(type) ? new RefusedShape(type, Refusals.OfInlineArray) : new ObjectShape(type);
        return FrameworkShapes.Of(type) ?? new RefusedShape(type, Refusals.Of(type) ?? Refusals.OfUnknown(type));
    }

    private static Shape MakeClass(Type type)
    {
        if (typeof(IAioHandle).IsAssignableFrom(type) && !type.IsAbstract)
            return new HandleShape(type);
        if (typeof(Delegate).IsAssignableFrom(type))
            return type.IsAbstract ? new OpenShape(type) : new DelegateShape(type);
        if (typeof(Type).IsAssignableFrom(type))
            return TypeShape.Instance;
        if (typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract)
            return new ExceptionShape(type);
        bool isOfFramework = IsOfFramework(type);
        if (isOfFramework && !type.IsInterface && FrameworkShapes.Of(type) is { } known)
            return NativeTypes.IsNative && known is FactoryShape ? new RefusedShape(type, NativeTypes.OfFactoryMade) : known;
        if (type.IsAbstract)
            return new OpenShape(type);
        if (isOfFramework)
            return new RefusedShape(type, Refusals.Of(type) ?? Refusals.OfUnknown(type));
        if (ClosureShape.IsClosure(type))
            return new ClosureShape(type);
        return UserShapes.Of(type);
    }

    public static bool IsOfFramework(Type type)
    {
        ModuleIdentity module = ModuleIdentity.Of(type.Module);
        return module.IsFramework || module.IsOurs;
    }
}

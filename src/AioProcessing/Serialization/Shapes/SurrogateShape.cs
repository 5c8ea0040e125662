namespace AioProcessing.Serialization;

/// <summary>A framework type that crosses as another value from which it can be made again.</summary>
internal sealed class SurrogateShape : Shape
{
    private readonly Shape _surrogate;
    private readonly Func<object, object> _convert;
    private readonly Func<object, object> _restore;

    public SurrogateShape(Type type, Type surrogate, Func<object, object> convert, Func<object, object> restore) : base(type)
    {
        _surrogate = ShapeCatalog.Of(surrogate);
        _convert = convert;
        _restore = restore;
        IsTracked = !type.IsValueType;
    }

    public override void Write(GraphWriter to, object? value) => to.WriteSlot(_surrogate, _convert(value!));

    public override object? Read(ref PayloadReader from, int id) =>
        from.Graph.ReadSlot(ref from, _surrogate) is { } read ? _restore(read) : throw from.Malformed($"a {TypeNames.Of(Type)} has no content");
}

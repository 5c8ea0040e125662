using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>Text. Content stands where it is mentioned; two mentions are two copies, which nobody can tell apart but by reference.</summary>
internal sealed class StringShape : Shape
{
    public static readonly StringShape Instance = new();

    private StringShape() : base(typeof(string)) => IsInline = true;

    public override void Write(GraphWriter to, object? value) => to.To.WriteString((string?)value);

    public override object? Read(ref PayloadReader from, int id) => from.ReadString();
}

/// <summary>A nullable value type that holds references.</summary>
internal sealed class NullableShape(Type type) : Shape(type)
{
    private readonly Shape _inner = ShapeCatalog.Of(type.GetGenericArguments()[0]);

    public override void Write(GraphWriter to, object? value)
    {
        to.To.WriteBool(value is not null);
        if (value is not null)
            _inner.Write(to, value);
    }

    public override object? Read(ref PayloadReader from, int id) => from.ReadBool() ? _inner.Read(ref from, id) : null;
}

/// <summary>An interface or abstract class: there are slots of it, but no values of exactly it.</summary>
internal sealed class OpenShape(Type type) : Shape(type)
{
    public override void Write(GraphWriter to, object? value) => throw new InvalidOperationException($"{Type} has no instances.");

    public override object? Read(ref PayloadReader from, int id) => throw from.Malformed($"{TypeNames.Of(Type)} has no instances");
}

/// <summary>A type whose values do not cross. Null references of it do.</summary>
internal sealed class RefusedShape(Type type, Obstacle obstacle) : Shape(type)
{
    public override void RefuseIfObstructed(GraphWriter to) => throw obstacle.At(to.Path.ToString(), Type);

    public override void Write(GraphWriter to, object? value) => throw obstacle.At(to.Path.ToString(), value?.GetType() ?? Type);

    public override object? Read(ref PayloadReader from, int id) => throw from.Malformed($"{TypeNames.Of(Type)} does not cross");
}

/// <summary>A <see cref="System.Type"/>: named, not copied.</summary>
internal sealed class TypeShape : Shape
{
    public static readonly TypeShape Instance = new();

    private TypeShape() : base(typeof(Type))
    {
    }

    public override void Write(GraphWriter to, object? value)
    {
        if (value is TypeDelegator || to.Types.TryWrite((Type)value!) is not null)
            to.Refuse(value!.GetType(), "a type that another process cannot find", "Send a type that is compiled into an assembly.");
    }

    public override object? Read(ref PayloadReader from, int id) => from.Graph.Types.Read(ref from);
}

/// <summary>An object that crosses as a reference to shared state.</summary>
internal sealed class HandleShape : Shape
{
    public HandleShape(Type type) : base(type) => IsTracked = true;

    public override void Write(GraphWriter to, object? value) => ((IAioHandle)value!).WriteReference(to.To);

    public override object? Read(ref PayloadReader from, int id)
    {
        var handle = (IAioHandle)Reflect.Allocate(Type);
        from.Graph.Bind(id, handle);
        handle.ReadReference(ref from);
        return handle.Actual;
    }
}

/// <summary>
/// A cancellation token: one that can never be cancelled crosses as such, a cancelled one as cancelled, and a live one becomes
/// <see cref="PayloadReader.Cancellation"/>, which the process layer wires to the sender's <see cref="PayloadWriter.LiveTokens"/>.
/// </summary>
internal sealed class TokenShape : Shape
{
    private const byte Never = 0;
    private const byte Cancelled = 1;
    private const byte Live = 2;

    public TokenShape() : base(typeof(CancellationToken))
    {
    }

    public override void Write(GraphWriter to, object? value)
    {
        var token = (CancellationToken)value!;
        to.To.WriteByte(!token.CanBeCanceled ? Never : token.IsCancellationRequested ? Cancelled : Live);
        if (token.CanBeCanceled && !to.IsTentative)
            to.To.AddLiveToken(token);
    }

    public override object? Read(ref PayloadReader from, int id) => from.ReadByte() switch
    {
        Never => CancellationToken.None,
        Cancelled => new CancellationToken(canceled: true),
        Live => from.Cancellation,
        byte other => throw from.Malformed($"a cancellation token is in state {other}"),
    };
}

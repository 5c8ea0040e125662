namespace AioProcessing.Serialization;

/// <summary>Delegates to payloads and back: where the code is, and the object that it is bound to.</summary>
internal static class DelegateCodec
{
    /// <summary>Appends a delegate; of a closure only the variables that its code can reach.</summary>
    /// <exception cref="AioSerializationException">The code or something captured cannot cross; the message names it by the user's name.</exception>
    public static void Write(PayloadWriter to, Delegate target) => to.Graph.WriteRoot(ShapeCatalog.Of(typeof(Delegate)), target, root: null);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="AioSerializationException">The bytes are no delegate, or name code that this process has in another build.</exception>
    public static Delegate Read(ref PayloadReader from) =>
        GraphReader.ReadRoot(ref from, AnyDelegate.Instance) as Delegate ?? throw from.Malformed("a delegate was expected");

    /// <summary>Reads what the catalogue's shape of <see cref="Delegate"/> reads, without the catalogue: it is the first thing that a fresh process reads.</summary>
    private sealed class AnyDelegate : Shape
    {
        public static readonly AnyDelegate Instance = new();

        private AnyDelegate() : base(typeof(Delegate)) => IsInline = true;

        public override void Write(GraphWriter to, object? value) => throw new NotSupportedException();

        public override object? Read(ref PayloadReader from, int id)
        {
            if (from.ReadVarint() != SlotTag.Other)
                return null;
            Type type = from.Graph.Types.Read(ref from);
            return typeof(Delegate).IsAssignableFrom(type) && !type.IsAbstract ? new DelegateShape(type).Read(ref from, id) : null;
        }
    }
}

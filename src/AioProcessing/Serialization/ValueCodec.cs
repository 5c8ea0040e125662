using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>Values to payloads and back by the default serialiser. The receiver asks with the type that the sender declared.</summary>
internal static class ValueCodec
{
    /// <summary>Appends a value. A type without references is copied as its memory; nothing is allocated for it.</summary>
    /// <exception cref="AioSerializationException">The value cannot cross; the message names the member. The writer is to be returned.</exception>
    public static void Write<T>(PayloadWriter to, T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            if (RawValue<T>.Obstacle is { } obstacle)
                throw obstacle.At("", typeof(T));
            to.WriteRaw(value);
            return;
        }
        to.Graph.WriteRoot(ShapeCatalog.Of(typeof(T)), value, root: null);
    }

    /// <inheritdoc cref="Write{T}(PayloadWriter, T)"/>
    public static void Write(PayloadWriter to, Type declared, object? value) => to.Graph.WriteRoot(ShapeCatalog.Of(declared), value, root: null);

    /// <summary>As <see cref="Write{T}"/>, for argument number <paramref name="index"/> of a target: an error calls the value by the parameter's name.</summary>
    public static void WriteArgument<T>(PayloadWriter to, T value, Delegate target, int index)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && RawValue<T>.Obstacle is null)
            to.WriteRaw(value);
        else
            to.Graph.WriteRoot(ShapeCatalog.Of(typeof(T)), value, new ArgumentName(target, index));
    }

    /// <inheritdoc cref="WriteArgument{T}"/>
    public static void WriteArgument(PayloadWriter to, Type declared, object? value, Delegate target, int index) =>
        to.Graph.WriteRoot(ShapeCatalog.Of(declared), value, new ArgumentName(target, index));

    /// <summary>Reads what <see cref="Write{T}"/> of the same <typeparamref name="T"/> wrote.</summary>
    /// <exception cref="AioSerializationException">The bytes are not such a value.</exception>
    public static T Read<T>(ref PayloadReader from)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return from.ReadRaw<T>();
        object? value = GraphReader.ReadRoot(ref from, ShapeCatalog.Of(typeof(T)));
        return value is T or null ? (T)value! : throw from.Malformed($"a {value.GetType()} stands where a {typeof(T)} was expected");
    }

    /// <inheritdoc cref="Read{T}(ref PayloadReader)"/>
    public static object? Read(ref PayloadReader from, Type declared)
    {
        object? value = GraphReader.ReadRoot(ref from, ShapeCatalog.Of(declared));
        return value is null || declared.IsInstanceOfType(value)
            ? value
            : throw from.Malformed($"a {value.GetType()} stands where a {declared} was expected");
    }
}

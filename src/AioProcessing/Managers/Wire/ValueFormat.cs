using System.Buffers;
using System.Runtime.CompilerServices;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>How values stand in frames: natively between the processes of a tree, by a serialiser of declared types between strangers.</summary>
internal abstract class ValueFormat
{
    /// <summary>What both ends of a link must agree on.</summary>
    public abstract string Name { get; }

    /// <summary>Whether values may name types, and handles on shared objects cross.</summary>
    public bool IsNative => this is NativeFormat;

    public static ValueFormat Native { get; } = new NativeFormat();

    /// <summary>The format of strangers, if nothing else was agreed.</summary>
    public static ValueFormat Json { get; } = new SerializerFormat(JsonMessages.Instance, "json");

    public static ValueFormat Of(AioManagerOptions options) => options switch
    {
        { Serializer: { } own } => new SerializerFormat(own, own.GetType().Name),
        { TrustsClients: true } => Native,
        _ => Json,
    };

    /// <summary>Appends a value of declared type <typeparamref name="T"/>; an error calls it <paramref name="name"/>.</summary>
    /// <exception cref="AioSerializationException">The value cannot cross; the message names the member.</exception>
    public abstract void Write<T>(PayloadWriter to, T value, string name);

    /// <summary>Reads what <see cref="Write"/> of the same <typeparamref name="T"/> wrote.</summary>
    /// <exception cref="AioSerializationException">The bytes are no such value.</exception>
    public abstract T Read<T>(ref PayloadReader from);

    /// <summary>Appends a value as bytes that are read by themselves, with their length before them: what a manager keeps without looking into it.</summary>
    public void WriteBlock<T>(PayloadWriter to, T value, string name)
    {
        int at = to.Reserve();
        to.Graph.Reset();
        Write(to, value, name);
        to.Graph.Reset();
        to.Patch(at, to.WrittenCount - at - sizeof(int));
    }

    /// <summary>Reads all of <paramref name="block"/> as a value.</summary>
    /// <param name="block">What <see cref="WriteBlock"/> wrote after the length.</param>
    /// <param name="takesPins">Whether nobody else will ever read these bytes: then the handles in them are this reader's.</param>
    public T ReadBlock<T>(ReadOnlySpan<byte> block, bool takesPins)
    {
        var reader = new PayloadReader(block) { TakesPins = takesPins };
        T value = Read<T>(ref reader);
        return reader.Remaining == 0 ? value : throw reader.Malformed($"{reader.Remaining} bytes are left over");
    }

    private sealed class NativeFormat : ValueFormat
    {
        public override string Name => "native";

        public override void Write<T>(PayloadWriter to, T value, string name)
        {
            if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && RawValue<T>.Obstacle is null)
                to.WriteRaw(value);
            else
                to.Graph.WriteRoot(ShapeCatalog.Of(typeof(T)), value, name);
        }

        public override T Read<T>(ref PayloadReader from) => ValueCodec.Read<T>(ref from);
    }

    private sealed class SerializerFormat(IAioSerializer serializer, string name) : ValueFormat
    {
        public override string Name => name;

        public override void Write<T>(PayloadWriter to, T value, string name)
        {
            int at = to.Reserve();
            try
            {
                serializer.Serialize(typeof(T), value, to);
            }
            catch (AioSerializationException exception)
            {
                throw new AioSerializationException($"'{name}': {exception.Message}", exception.MemberPath.Length == 0 ? name : $"{name}.{exception.MemberPath}", exception);
            }
            to.Patch(at, to.WrittenCount - at - sizeof(int));
        }

        public override T Read<T>(ref PayloadReader from)
        {
            int length = from.CheckCount(from.ReadInt32(), 1);
            object? value = serializer.Deserialize(typeof(T), new ReadOnlySequence<byte>(from.ReadBytes(length).ToArray()));
            return value is T or null && (value is not null || default(T) is null)
                ? (T)value!
                : throw new AioSerializationException($"The value is {value?.GetType().ToString() ?? "nothing"}, and {typeof(T)} was asked for.");
        }
    }
}

using System.Buffers;
using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>Objects to the bytes of a message and back.</summary>
internal abstract class MessageCodec
{
    /// <param name="options">The connection's.</param>
    /// <param name="automatic">What <see cref="AioConnectionProtocol.Automatic"/> means for it.</param>
    public static MessageCodec Of(AioConnectionOptions options, AioConnectionProtocol automatic)
    {
        if (options.Serializer is not null)
            return new SerializerCodec(options.Serializer);
        return (options.Protocol == AioConnectionProtocol.Automatic ? automatic : options.Protocol) switch
        {
            AioConnectionProtocol.Native => NativeCodec.Instance,
            AioConnectionProtocol.Pickle => new SerializerCodec(new AioPickleSerializer(options.PickleClasses)),
            _ => new SerializerCodec(JsonMessages.Instance),
        };
    }

    /// <exception cref="AioSerializationException">The value cannot cross.</exception>
    public abstract void Write<T>(PayloadWriter to, T value);

    /// <exception cref="AioSerializationException">The bytes are not such a value.</exception>
    public abstract T Read<T>(in IncomingMessage message);

    private sealed class NativeCodec : MessageCodec
    {
        public static readonly NativeCodec Instance = new();

        public override void Write<T>(PayloadWriter to, T value) => ValueCodec.Write(to, value);

        public override T Read<T>(in IncomingMessage message)
        {
            var reader = new PayloadReader(message.Span) { TakesPins = true };
            T value = ValueCodec.Read<T>(ref reader);
            return reader.Remaining == 0 ? value : throw reader.Malformed($"{reader.Remaining} bytes are left over");
        }
    }

    private sealed class SerializerCodec(IAioSerializer serializer) : MessageCodec
    {
        public override void Write<T>(PayloadWriter to, T value) => serializer.Serialize(typeof(T), value, to);

        public override T Read<T>(in IncomingMessage message)
        {
            object? value = serializer.Deserialize(typeof(T), new ReadOnlySequence<byte>(message.Memory));
            return value is T or null && (value is not null || default(T) is null)
                ? (T)value!
                : throw new AioSerializationException($"The message is {value?.GetType().ToString() ?? "nothing"}, and {typeof(T)} was asked for.");
        }
    }
}

using System.Buffers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>The built-in serialiser.</summary>
public static class AioSerializer
{
    /// <summary>
    /// Values by their fields and collections by their content: private state, cycles, shared references and derived types included, without
    /// attributes. For processes that run the same files and trust each other, as parent and child do; it must not read bytes from strangers.
    /// </summary>
    public static IAioSerializer Default { get; } = new DefaultSerializer();

    private sealed class DefaultSerializer : IAioSerializer
    {
        public void Serialize(Type declared, object? value, IBufferWriter<byte> to)
        {
            ArgumentNullException.ThrowIfNull(declared);
            ArgumentNullException.ThrowIfNull(to);
            PayloadWriter writer = PayloadWriter.Rent();
            writer.Keeper = (to as PayloadWriter)?.Keeper;
            try
            {
                ValueCodec.Write(writer, declared, value);
                to.Write(writer.Written);
                HandOverPins(writer, to as PayloadWriter);
            }
            finally
            {
                writer.Return();
            }
        }

        // Bytes that go elsewhere cannot keep a shared object alive until somebody reads them.
        private static void HandOverPins(PayloadWriter writer, PayloadWriter? to)
        {
            if (writer.PinCount == 0)
                return;
            if (to is null)
                throw new AioSerializationException(
                    "The value holds a handle to a shared object, and bytes in a buffer do not keep that object alive. "
                    + "Send the value through a queue, a connection or a process call.");
            foreach (IPin pin in writer.DetachPins())
                to.AddPin(pin);
        }

        public object? Deserialize(Type declared, in ReadOnlySequence<byte> from)
        {
            ArgumentNullException.ThrowIfNull(declared);
            var reader = new PayloadReader(from.IsSingleSegment ? from.FirstSpan : from.ToArray());
            object? value = ValueCodec.Read(ref reader, declared);
            return reader.Remaining == 0 ? value : throw reader.Malformed($"{reader.Remaining} bytes are left over");
        }
    }
}

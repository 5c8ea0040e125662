using System.Buffers;

namespace AioProcessing;

/// <summary>Turns values into bytes and back. The default one needs no attributes; adapters for other libraries implement this.</summary>
/// <remarks>Implementations are called from any thread, several at a time. Python's counterpart is the pickler of <c>multiprocessing.reduction</c>.</remarks>
public interface IAioSerializer
{
    /// <summary>Appends <paramref name="value"/> to <paramref name="to"/>.</summary>
    /// <param name="declared">The static type under which the receiver will ask for it.</param>
    /// <param name="value">The value; may be of a derived type, or null.</param>
    /// <param name="to">Receives the bytes.</param>
    /// <exception cref="AioSerializationException">The value cannot cross; the message names the member path.</exception>
    void Serialize(Type declared, object? value, IBufferWriter<byte> to);

    /// <summary>Rebuilds a value that <see cref="Serialize"/> wrote.</summary>
    /// <param name="declared">The same static type.</param>
    /// <param name="from">Exactly the bytes written.</param>
    /// <exception cref="AioSerializationException">The bytes are not a value of that type.</exception>
    object? Deserialize(Type declared, in ReadOnlySequence<byte> from);
}

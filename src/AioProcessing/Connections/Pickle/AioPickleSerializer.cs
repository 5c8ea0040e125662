using System.Buffers;
using AioProcessing.Connections;

namespace AioProcessing;

/// <summary>Reads and writes Python's pickles, as far as they are data.</summary>
/// <remarks>
/// <para>
/// Written is protocol 4. Read are protocols 2 to 5. Both ways: None, bool, int of any size, float, str, bytes, bytearray (a list of bytes), list, tuple (a tuple, or an array of
/// object), dict, set, frozenset, complex, <c>array.array</c> (an array of numbers, as its memory), <c>decimal.Decimal</c>, <c>uuid.UUID</c>, and date, time, datetime with or without a
/// fixed offset, and timedelta, to the microsecond.
/// </para>
/// <para>
/// <b>Safe with any bytes.</b> A pickle names classes and functions for the reader to call; this one calls none. What is not data becomes an <see cref="AioPythonObject"/>,
/// or an instance of the type that <see cref="AioPickleClasses"/> has for it; the type that is asked for decides the rest.
/// </para>
/// </remarks>
/// <param name="classes">Which classes become which types; null = none.</param>
public sealed class AioPickleSerializer(AioPickleClasses? classes = null) : IAioSerializer
{
    /// <inheritdoc/>
    public void Serialize(Type declared, object? value, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        new PickleWriter(to, classes).WriteMessage(value);
    }

    /// <inheritdoc/>
    public object? Deserialize(Type declared, in ReadOnlySequence<byte> from)
    {
        ArgumentNullException.ThrowIfNull(declared);
        object? value = PickleReader.Read(from.IsSingleSegment ? from.FirstSpan : from.ToArray());
        return new PickleBinder(classes).Bind(value, declared);
    }
}

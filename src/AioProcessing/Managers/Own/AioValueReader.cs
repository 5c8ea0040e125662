using System.ComponentModel;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>Values out of a message, one after the other. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class AioValueReader
{
    private readonly byte[] _bytes;
    private readonly ValueFormat _format;
    private GraphReader? _graph;
    private int _at;

    internal AioValueReader(ReadOnlySpan<byte> bytes, ValueFormat format)
    {
        _bytes = bytes.ToArray();
        _format = format;
    }

    /// <summary>The next value.</summary>
    /// <exception cref="AioSerializationException">The bytes are no such value.</exception>
    public T Read<T>()
    {
        PayloadReader reader = Resume();
        T value = ContractOf<T>.Value is null ? _format.Read<T>(ref reader) : ContractValues.Read<T>(ref reader, _format, Home);
        Pause(ref reader);
        return value;
    }

    /// <summary>The manager whose objects the values mention, as its client or itself.</summary>
    private protected virtual object? Home => null;

    private protected PayloadReader Resume()
    {
        PayloadReader reader = new(_bytes) { TakesPins = true, Home = Home };
        reader.Seek(_at);
        if (_graph is not null)
            reader.Graph = _graph;
        return reader;
    }

    private protected void Pause(ref PayloadReader reader)
    {
        _at = reader.Position;
        _graph = reader.GraphIfAny;
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace AioProcessing.Connections;

/// <summary>Single instructions of a pickle, each in its shortest form.</summary>
internal readonly struct PickleOutput(IBufferWriter<byte> to)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public void Write(Opcode opcode)
    {
        to.GetSpan(1)[0] = (byte)opcode;
        to.Advance(1);
    }

    public void Write(Opcode opcode, byte argument)
    {
        Span<byte> span = to.GetSpan(2);
        span[0] = (byte)opcode;
        span[1] = argument;
        to.Advance(2);
    }

    public void Write(Opcode opcode, int argument)
    {
        Span<byte> span = to.GetSpan(5);
        span[0] = (byte)opcode;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], argument);
        to.Advance(5);
    }

    public void Write(long value)
    {
        if (value is >= 0 and <= byte.MaxValue)
            Write(Opcode.Int1, (byte)value);
        else if (value is >= int.MinValue and <= int.MaxValue)
            Write(Opcode.Int, (int)value);
        else
            Write((BigInteger)value);
    }

    public void Write(BigInteger value)
    {
        byte[] bytes = value.IsZero ? [] : value.ToByteArray();
        if (bytes.Length <= byte.MaxValue)
            Write(Opcode.Long1, (byte)bytes.Length);
        else
            Write(Opcode.Long4, bytes.Length);
        to.Write(bytes);
    }

    public void Write(double value)
    {
        Span<byte> span = to.GetSpan(9);
        span[0] = (byte)Opcode.Float;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
        to.Advance(9);
    }

    /// <exception cref="AioSerializationException">The text has half a surrogate pair.</exception>
    public void Write(string text)
    {
        try
        {
            int length = s_utf8.GetByteCount(text);
            if (length <= byte.MaxValue)
                Write(Opcode.Unicode1, (byte)length);
            else
                Write(Opcode.Unicode, length);
            to.Advance(s_utf8.GetBytes(text, to.GetSpan(Math.Max(length, 1))));
        }
        catch (EncoderFallbackException exception)
        {
            throw new AioSerializationException("A text with half a surrogate pair has no form in UTF-8, and cannot be sent to Python.", inner: exception);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= byte.MaxValue)
            Write(Opcode.Bytes1, (byte)bytes.Length);
        else
            Write(Opcode.Bytes, bytes.Length);
        to.Write(bytes);
    }
}

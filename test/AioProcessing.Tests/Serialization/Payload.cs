using AioProcessing.Serialization;

namespace AioProcessing.Tests.Serialization;

/// <summary>Encodes and decodes within the test process.</summary>
internal static class Payload
{
    public static T Copy<T>(T value)
    {
        var reader = new PayloadReader(BytesOf(value));
        T copy = ValueCodec.Read<T>(ref reader);
        Assert.Equal(0, reader.Remaining);
        return copy;
    }

    public static TDelegate CopyDelegate<TDelegate>(TDelegate value) where TDelegate : Delegate
    {
        var reader = new PayloadReader(BytesOfDelegate(value));
        Delegate copy = DelegateCodec.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return Assert.IsType<TDelegate>(copy);
    }

    public static byte[] BytesOf<T>(T value)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        try
        {
            ValueCodec.Write(writer, value);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    public static byte[] BytesOfDelegate(Delegate value)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        try
        {
            DelegateCodec.Write(writer, value);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    public static T Read<T>(byte[] bytes)
    {
        var reader = new PayloadReader(bytes);
        return ValueCodec.Read<T>(ref reader);
    }
}

using System.Buffers;
using AioProcessing.Serialization;

namespace AioProcessing.Tests.Serialization;

public sealed class PayloadTests
{
    [Fact]
    public void Read_Primitives_AreWhatWasWritten()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        var guid = Guid.NewGuid();
        writer.WriteByte(200);
        writer.WriteBool(true);
        writer.WriteInt32(int.MinValue);
        writer.WriteUInt32(uint.MaxValue);
        writer.WriteInt64(long.MinValue);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteDouble(-1.5);
        writer.WriteGuid(guid);
        writer.WriteString("häß\uD83D\uDE00");
        writer.WriteString(null);
        writer.WriteString("");
        writer.WriteBlock([1, 2, 3]);
        var reader = new PayloadReader(writer.Written);
        Assert.Equal(200, reader.ReadByte());
        Assert.True(reader.ReadBool());
        Assert.Equal(int.MinValue, reader.ReadInt32());
        Assert.Equal(uint.MaxValue, reader.ReadUInt32());
        Assert.Equal(long.MinValue, reader.ReadInt64());
        Assert.Equal(ulong.MaxValue, reader.ReadUInt64());
        Assert.Equal(-1.5, reader.ReadDouble());
        Assert.Equal(guid, reader.ReadGuid());
        Assert.Equal("häß\uD83D\uDE00", reader.ReadString());
        Assert.Null(reader.ReadString());
        Assert.Equal("", reader.ReadString());
        Assert.Equal([1, 2, 3], reader.ReadBlock().ToArray());
        Assert.Equal(0, reader.Remaining);
        writer.Return();
    }

    [Theory]
    [InlineData(0ul, 1)]
    [InlineData(127ul, 1)]
    [InlineData(128ul, 2)]
    [InlineData(16384ul, 3)]
    [InlineData(uint.MaxValue, 5)]
    [InlineData(ulong.MaxValue, 10)]
    public void Varint_AtTheBoundaries_TakesSevenBitsPerByte(ulong value, int size)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteVarint(value);
        Assert.Equal(size, writer.WrittenCount);
        Assert.Equal(value, new PayloadReader(writer.Written).ReadVarint());
        writer.Return();
    }

    [Fact]
    public void Read_PastTheEnd_IsRefusedAtEveryLength()
    {
        byte[] bytes = Payload.BytesOf<object>(new Dictionary<string, object> { ["a"] = new[] { 1, 2 }, ["b"] = "text" });
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] shorter = bytes[..length];
            Assert.Throws<AioSerializationException>(() => Payload.Read<object>(shorter));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0x0F })]
    public void ReadString_OfAbsurdLength_IsRefusedWithoutTakingMemory(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<AioSerializationException>(() => new PayloadReader(bytes).ReadString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void ReadBool_NeitherTrueNorFalse_IsRefused() => Assert.Throws<AioSerializationException>(() => new PayloadReader([2]).ReadBool());

    [Fact]
    public void Writer_AsBufferWriter_GrowsAsAsked()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        byte[] large = new byte[100_000];
        Random.Shared.NextBytes(large);
        writer.Write(large);
        Memory<byte> memory = writer.GetMemory(300_000);
        Assert.InRange(memory.Length, 300_000, int.MaxValue);
        memory.Span[0] = 77;
        writer.Advance(1);
        Assert.Equal([.. large, 77], writer.Written.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(int.MaxValue));
        writer.Return();
    }

    [Fact]
    public void Return_Twice_Throws()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.Return();
        Assert.Throws<InvalidOperationException>(writer.Return);
    }

    [Fact]
    public void Rent_WhileOneIsInUse_GivesAnother()
    {
        PayloadWriter first = PayloadWriter.Rent();
        PayloadWriter second = PayloadWriter.Rent();
        Assert.NotSame(first, second);
        second.Return();
        Assert.Same(second, PayloadWriter.Rent());
        second.Return();
        first.Return();
    }

    [Fact]
    public void Write_UnmanagedWhenWarm_AllocatesNothing()
    {
        RoundTrip(); // The first use finds out whether the type holds pointers, and makes the thread's writer.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            RoundTrip();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void RoundTrip()
        {
            PayloadWriter writer = PayloadWriter.Rent();
            ValueCodec.Write(writer, (1, 2.5, DateTime.UnixEpoch));
            ValueCodec.Write(writer, 7L);
            var reader = new PayloadReader(writer.Written);
            if (ValueCodec.Read<(int, double, DateTime)>(ref reader) != (1, 2.5, DateTime.UnixEpoch) || ValueCodec.Read<long>(ref reader) != 7)
                throw new InvalidOperationException("Not what was written.");
            writer.Return();
        }
    }

    [Fact]
    public void Write_StringWhenWarm_AllocatesNothing()
    {
        Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Write()
        {
            PayloadWriter writer = PayloadWriter.Rent();
            ValueCodec.Write(writer, "text");
            writer.Return();
        }
    }

    [Fact]
    public void Write_ByTypeObject_HasTheSameBytesAsGeneric()
    {
        AssertSame(5);
        AssertSame<int?>(5);
        AssertSame((1, 2.5));
        AssertSame("x");
        AssertSame(new List<string> { "a" });
        AssertSame<object>(new List<string> { "a" });

        static void AssertSame<T>(T value)
        {
            var buffer = new ArrayBufferWriter<byte>();
            AioSerializer.Default.Serialize(typeof(T), value, buffer);
            Assert.Equal(Payload.BytesOf(value), buffer.WrittenSpan.ToArray());
            Assert.Equal(value, (T)AioSerializer.Default.Deserialize(typeof(T), new ReadOnlySequence<byte>(buffer.WrittenMemory))!);
        }
    }

    [Fact]
    public void Serialize_NullOfNullable_CanBeRead()
    {
        var buffer = new ArrayBufferWriter<byte>();
        AioSerializer.Default.Serialize(typeof(int?), null, buffer);
        Assert.Null(AioSerializer.Default.Deserialize(typeof(int?), new ReadOnlySequence<byte>(buffer.WrittenMemory)));
    }

    [Fact]
    public void Deserialize_BytesLeftOver_IsRefused() => Assert.Throws<AioSerializationException>(
        () => AioSerializer.Default.Deserialize(typeof(int), new ReadOnlySequence<byte>(new byte[5])));

    [Fact]
    public void Deserialize_FromSeveralSegments_Works()
    {
        byte[] bytes = Payload.BytesOf("some text");
        var first = new Segment(bytes.AsMemory(0, 5), null);
        var last = new Segment(bytes.AsMemory(5), first);
        Assert.Equal("some text", AioSerializer.Default.Deserialize(typeof(string), new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length)));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}

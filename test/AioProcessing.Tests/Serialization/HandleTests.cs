using System.Buffers;
using AioProcessing.Serialization;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

/// <summary>A handle that counts what is done to it; its reference is a number.</summary>
internal sealed class PinnedHandle : IAioHandle
{
    public int Number { get; set; }

    public CountingPin? Pin { get; set; }

    public bool? TookPins { get; private set; }

    public void WriteReference(PayloadWriter writer)
    {
        writer.WriteInt32(Number);
        if (Pin is not null)
            writer.AddPin(Pin);
    }

    public void ReadReference(ref PayloadReader reader)
    {
        Number = reader.ReadInt32();
        TookPins = reader.TakesPins;
    }
}

internal sealed class CountingPin : IPin
{
    public int Released { get; private set; }

    public void Release() => Released++;
}

public sealed class HandleTests
{
    [Fact]
    public void Copy_HandleAnywhereInAGraph_CrossesAsAReference()
    {
        var handle = new PinnedHandle { Number = 7 };
        var graph = new Dictionary<string, object> { ["direct"] = handle, ["list"] = new List<IAioHandle> { handle }, ["record"] = new Holder(handle, 1) };
        Dictionary<string, object> copy = Copy(graph);
        var first = Assert.IsType<PinnedHandle>(copy["direct"]);
        Assert.Equal(7, first.Number);
        Assert.Same(first, Assert.Single((List<IAioHandle>)copy["list"]));
        Assert.Same(first, ((Holder)copy["record"]).Handle);
    }

    [Fact]
    public void Copy_CapturedHandle_CrossesAsAReference()
    {
        var handle = new PinnedHandle { Number = 9 };
        Assert.Equal(9, CopyDelegate(() => handle.Number)());
    }

    [Fact]
    public void Copy_GenericHandle_KeepsItsArguments() => Assert.IsType<Typed<Holder>>(Copy<object>(new Typed<Holder>()));

    [Fact]
    public void Write_SharedHandle_AddsOnePin()
    {
        var pin = new CountingPin();
        PayloadWriter writer = PayloadWriter.Rent();
        var handle = new PinnedHandle { Pin = pin };
        ValueCodec.Write(writer, new[] { handle, handle });
        IPin[] pins = writer.DetachPins();
        Assert.Equal([pin], pins);
        writer.Return();
        Assert.Equal(0, pin.Released);
    }

    [Fact]
    public void Return_WithPinsAttached_ReleasesThem()
    {
        var pin = new CountingPin();
        PayloadWriter writer = PayloadWriter.Rent();
        Assert.Throws<AioSerializationException>(() => ValueCodec.Write<object[]>(writer, [new PinnedHandle { Pin = pin }, Stream.Null]));
        writer.Return();
        Assert.Equal(1, pin.Released);
    }

    [Fact]
    public void ReleasePins_Abandoned_ReleasesEachOnce()
    {
        var pins = Enumerable.Range(0, 10).Select(_ => new CountingPin()).ToArray();
        PayloadWriter writer = PayloadWriter.Rent();
        foreach (CountingPin pin in pins)
            writer.AddPin(pin);
        writer.ReleasePins();
        writer.Return();
        Assert.All(pins, pin => Assert.Equal(1, pin.Released));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Handle_SeesWhoReleasesThePins(bool takesPins)
    {
        byte[] bytes = BytesOf(new Holder(new PinnedHandle(), 1));
        var reader = new PayloadReader(bytes) { TakesPins = takesPins };
        Assert.Equal(takesPins, ((PinnedHandle)ValueCodec.Read<Holder>(ref reader).Handle).TookPins);
    }

    [Fact]
    public void Serialize_HandleToForeignBuffer_IsRefusedAndReleased()
    {
        var pin = new CountingPin();
        var handle = new PinnedHandle { Pin = pin };
        var error = Assert.Throws<AioSerializationException>(
            () => AioSerializer.Default.Serialize(typeof(object), handle, new ArrayBufferWriter<byte>()));
        Assert.Contains("do not keep that object alive", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, pin.Released);
    }

    [Fact]
    public void Serialize_HandleToPayload_HandsThePinOn()
    {
        var pin = new CountingPin();
        PayloadWriter writer = PayloadWriter.Rent();
        AioSerializer.Default.Serialize(typeof(object), new PinnedHandle { Pin = pin }, writer);
        Assert.Equal(0, pin.Released);
        Assert.Equal([pin], writer.DetachPins());
        writer.Return();
    }

    private sealed record Holder(IAioHandle Handle, int Other);

    private sealed class Typed<T> : IAioHandle
    {
        public T? Unused { get; set; }

        public void WriteReference(PayloadWriter writer)
        {
        }

        public void ReadReference(ref PayloadReader reader)
        {
        }
    }
}

using System.Buffers.Binary;
using AioProcessing.Connections;

namespace AioProcessing.Tests.Connections;

public sealed class FrameDecoderTests
{
    private const int Limit = 1 << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5000)]
    public void TryPeek_BytesInPieces_GivesTheSameMessages(int pieceBytes)
    {
        byte[][] messages = [[], [1, 2, 3], new byte[16_380], new byte[16_381], [4], new byte[200_000], new byte[100_000], [5]];
        foreach (byte[] message in messages)
            new Random(message.Length).NextBytes(message);
        byte[] wire = [.. messages.SelectMany(Framed)];
        FrameDecoder decoder = new(Limit);
        List<byte[]> got = [];

        for (int at = 0; at < wire.Length;)
        {
            Memory<byte> free = decoder.Free();
            int count = Math.Min(Math.Min(pieceBytes, free.Length), wire.Length - at);
            wire.AsSpan(at, count).CopyTo(free.Span);
            decoder.Advance(count);
            at += count;
            while (decoder.TryPeek(out ReadOnlyMemory<byte> message))
            {
                // Some are kept by whoever takes them, of the others the array is used again.
                bool keeps = got.Count % 2 == 0;
                got.Add(keeps ? decoder.TakeArray(message) : message.ToArray());
                if (!keeps)
                    decoder.Take(message);
            }
        }

        Assert.Equal(messages, got);
        Assert.False(decoder.IsWithinMessage);
    }

    [Fact]
    public void TryPeek_LongForm_IsReadForAnyLength()
    {
        FrameDecoder decoder = new(Limit);

        decoder.Feed([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 2, 7, 8]);

        Assert.True(decoder.TryPeek(out ReadOnlyMemory<byte> message));
        Assert.Equal([7, 8], message.ToArray());
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    [InlineData(Limit + 1)]
    public void TryPeek_LengthThatNobodyMeans_IsRefused(int length)
    {
        byte[] head = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, length);
        FrameDecoder decoder = new(Limit);

        Assert.Throws<AioProtocolException>(() => decoder.Feed(head));
    }

    [Fact]
    public void TryPeek_LongFormOverTheLimit_IsRefused()
    {
        FrameDecoder decoder = new(int.MaxValue);

        Assert.Throws<AioProtocolException>(() => decoder.Feed([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]));
    }

    [Fact]
    public void TryPeek_LargeAnnouncementAlone_TakesLittleMemory()
    {
        FrameDecoder decoder = new(Array.MaxLength);
        long before = GC.GetAllocatedBytesForCurrentThread();

        decoder.Feed([0x7F, 0xFF, 0xFF, 0x00, 1]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Feed_WhatAnotherLeftUntaken_GoesOnWhereItStopped(int length)
    {
        byte[] message = new byte[length];
        new Random(1).NextBytes(message);
        byte[] wire = Framed(message);
        FrameDecoder first = new(Limit), second = new(Limit);

        first.Feed(wire.AsSpan(0, wire.Length - 10));
        second.Feed(first.Untaken());
        second.Feed(wire.AsSpan(wire.Length - 10));

        Assert.True(second.TryPeek(out ReadOnlyMemory<byte> whole));
        Assert.Equal(message, whole.ToArray());
    }

    [Fact]
    public void Write_LongLength_UsesTheLongForm()
    {
        byte[] head = new byte[FrameHead.LongSize];

        Assert.Equal(FrameHead.LongSize, FrameHead.Write(head, 0x8000_0000));
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0x80, 0, 0, 0], head);
        Assert.Equal(FrameHead.ShortSize, FrameHead.Write(head, 0x7FFF_FFFF));
    }

    internal static byte[] Framed(byte[] message)
    {
        byte[] framed = new byte[message.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(framed, message.Length);
        message.CopyTo(framed, 4);
        return framed;
    }
}

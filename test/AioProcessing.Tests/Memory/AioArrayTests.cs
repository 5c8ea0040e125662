using System.Buffers;
using System.Numerics.Tensors;

namespace AioProcessing.Tests.Memory;

public sealed class AioArrayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public void Make_AnyLength_IsZeroAndHoldsWhatIsWritten(int length)
    {
        for (int round = 0; round < 2; round++)
        {
            using var array = new AioArray<int>(length);
            Assert.Equal(length, array.Length);
            Assert.Equal(length, array.Span.Length);
            Assert.Equal(-1, array.Span.IndexOfAnyExcept(0));
            array.Span.Fill(-1); // The next one may get the same memory.
        }
    }

    [Fact]
    public void Make_FromElements_CopiesThem()
    {
        using var array = new AioArray<short>([1, 2, 3]);
        Assert.Equal<short>([1, 2, 3], [.. array]);
        Assert.Equal<short>([1, 2, 3], array.Span.ToArray());
    }

    [Fact]
    public void Index_Outside_IsRefused()
    {
        using var array = new AioArray<int>(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[-1] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Add(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioArray<int>(-1));
    }

    [Fact]
    public void Elements_AreChangedAtomically_WithoutTouchingTheirNeighbours()
    {
        using var array = new AioArray<byte>([1, 2, 3]);
        Assert.Equal(2, array.Exchange(1, 20));
        Assert.Equal(20, array.CompareExchange(1, 21, 20));
        Assert.Equal((byte)(21 + 250 - 256), array.Add(1, (byte)250));
        Assert.Equal<byte>([1, 15, 3], [.. array]);
    }

    [Fact]
    public void Span_WithTensorPrimitives_IsComputedInPlace()
    {
        using var numbers = new AioArray<float>(10_000);
        using var squares = new AioArray<double>(100, isRaw: true);
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = i;
        TensorPrimitives.Multiply(numbers.Span, 2f, numbers.Span);
        Assert.Equal(2f * 9_999, numbers[9_999]);
        Assert.Equal(9_999, TensorPrimitives.IndexOfMax<float>(numbers.Span));
        squares.Span.Fill(3);
        Assert.Equal(900, TensorPrimitives.SumOfSquares<double>(squares.Span));
    }

    [Fact]
    public async Task Memory_AcrossAwaits_IsTheArrayUntilItIsDisposedOf()
    {
        var array = new AioArray<byte>(10_000);
        Memory<byte> memory = array.Memory;
        using var source = new MemoryStream(Enumerable.Repeat((byte)7, 10_000).ToArray());
        await source.ReadExactlyAsync(memory, Token);
        Assert.Equal(7, array[9_999]);
        array.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => array.Memory);
        Assert.Throws<ObjectDisposedException>(() => array.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => array[0]);
        Assert.Throws<ObjectDisposedException>(() => array[0] = 1);
        Assert.Throws<ObjectDisposedException>(() => array.Add(0, (byte)1));
        Assert.Throws<ObjectDisposedException>(() => array.First());
    }

    [Fact]
    public unsafe void Memory_Pinned_OutlivesDispose()
    {
        var array = new AioArray<int>(5_000);
        MemoryHandle pin = array.Memory.Pin();
        array.Dispose();
        using var another = new AioArray<int>(5_000);
        ((int*)pin.Pointer)[4_999] = 3;
        Assert.Equal(0, another[4_999]);
        pin.Dispose();
    }
}

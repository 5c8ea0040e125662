namespace AioProcessing.Tests.Queues;

/// <summary>Byte arrays, and items that are written and read in place.</summary>
public sealed class AioQueueBytesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public void PutAndGet_AnyLength_ArrivesEqual(int length)
    {
        using var queue = new AioQueue<byte[]?>(3);
        byte[] item = new byte[length];
        new Random(length).NextBytes(item);
        queue.Put(item, Token);
        queue.Put(null, Token);
        Assert.Equal(item, queue.Get(Token));
        Assert.Null(queue.Get(Token));
    }

    [Fact]
    public async Task PutAsync_ArrayChangedWhileItWaits_TheOldBytesArrive()
    {
        using var queue = new AioQueue<byte[]>(1);
        await queue.PutAsync([1], Token);
        byte[] item = [2, 2];
        Task put = queue.PutAsync(item, Token).AsTask();
        item[0] = 9;
        Assert.Equal([1], queue.Get(Token));
        await put.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal([2, 2], queue.Get(Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public void RentAndLease_Bytes_AreReadWhereTheyWereWritten(int length)
    {
        using var queue = new AioQueue<byte[]>(2);
        using AioQueueBuffer buffer = queue.Rent(length);
        Assert.Equal(length, buffer.Length);
        buffer.Span.Fill(7);
        Assert.True(buffer.TryPut());
        using AioLease<byte[]> lease = queue.Lease(Token);
        Assert.Equal(length, lease.Memory.Length);
        Assert.Equal(-1, lease.Memory.Span.IndexOfAnyExcept((byte)7));
        ReadOnlyMemory<byte> stale = lease.Memory;
        lease.Complete();
        Assert.Throws<ObjectDisposedException>(() => lease.Memory);
        if (length > 0)
            Assert.Throws<ObjectDisposedException>(() => stale.Span.Length);
    }

    [Fact]
    public async Task Put_Buffer_CannotBeUsedAfterwardsAndArrivesAsAnArray()
    {
        using var queue = new AioQueue<byte[]>(1);
        AioQueueBuffer buffer = queue.Rent(3);
        buffer.Memory.Span.Fill(1);
        await buffer.PutAsync(Token);
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.TryPut());
        buffer.Dispose();
        Assert.Equal([1, 1, 1], await queue.GetAsync(Token));
    }

    [Fact]
    public async Task Put_BufferWhileFull_CanBePutAgain()
    {
        using var queue = new AioQueue<byte[]>(1);
        queue.Put([1], Token);
        using AioQueueBuffer buffer = queue.Rent(1);
        buffer.Span[0] = 2;
        Assert.False(buffer.TryPut());
        Assert.False(buffer.TryPut(TimeSpan.FromMilliseconds(10), Token));
        Assert.False(await buffer.TryPutAsync(TimeSpan.FromMilliseconds(10), Token));
        Task put = buffer.PutAsync(Token).AsTask();
        Assert.Equal([1], queue.Get(Token));
        await put.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal([2], queue.Get(Token));
    }

    [Fact]
    public void Rent_QueueOfSomethingElse_Throws()
    {
        using var queue = new AioQueue<int>(1);
        Assert.Throws<NotSupportedException>(() => queue.Rent(1));
        queue.Put(1, Token);
        using AioLease<int> lease = queue.Lease(Token);
        Assert.Throws<NotSupportedException>(() => lease.Memory);
    }

    [Fact]
    public void Get_ManyLargeItems_MemoryComesBack()
    {
        const int Items = 200;
        using var queue = new AioQueue<byte[]>(Items);
        long before = ResidentShared();
        for (int i = 0; i < Items; i++)
        {
            using AioQueueBuffer buffer = queue.Rent(1 << 20);
            buffer.Span.Fill(1);
            buffer.Put(Token);
        }

        Assert.True(ResidentShared() - before > 150 << 20);
        for (int i = 0; i < Items; i++)
            queue.Lease(Token).Complete();
        Assert.True(ResidentShared() - before < 64 << 20, $"{(ResidentShared() - before) >> 20} MiB are still there");
    }

    [Fact]
    public void Get_ManySmallItemsOfAnUnboundedQueue_MemoryComesBackWithTheNextOnes()
    {
        const int Items = 200_000;
        using var queue = new AioQueue<byte[]>();
        byte[] item = new byte[1000];
        long before = ResidentShared();
        for (int i = 0; i < Items; i++)
            queue.Put(item, Token);
        Assert.True(ResidentShared() - before > 150 << 20);
        for (int i = 0; i < Items; i++)
            Assert.Equal(item.Length, queue.Get(Token).Length);
        for (int i = 0; i < 1_000; i++)
        {
            item[0] = (byte)i;
            queue.Put(item, Token);
            Assert.Equal(item[0], queue.Get(Token)[0]);
        }

        Assert.True(ResidentShared() - before < 32 << 20, $"{(ResidentShared() - before) >> 20} MiB are still there");
    }

    [Fact]
    public void RentAndLease_OneGibibyte_IsAnOrdinaryItem()
    {
        const int Size = 1 << 30;
        using var queue = new AioQueue<byte[]>(1);
        using AioQueueBuffer buffer = queue.Rent(Size);
        buffer.Span[0] = 1;
        buffer.Span[Size - 1] = 2;
        buffer.Put(Token);
        using AioLease<byte[]> lease = queue.Lease(Token);
        Assert.Equal((Size, 1, 2), (lease.Memory.Length, lease.Memory.Span[0], lease.Memory.Span[Size - 1]));
        lease.Complete();
    }

    private static long ResidentShared() => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssShmem:", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim()) * 1024;
}

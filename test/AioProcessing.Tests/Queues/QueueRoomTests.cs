namespace AioProcessing.Tests.Queues;

/// <summary>That a queue takes what it promises, wherever in its ring the items lie.</summary>
public sealed class QueueRoomTests
{
    [Fact]
    public void TryPut_UnboundedBehindReaderThatStopped_IsNeverRefused()
    {
        using var queue = new AioQueue<(long, long)>();
        long put = 0;
        for (; put < 5_400; put++)
            Assert.True(queue.TryPut((put, ~put)));
        for (long got = 0; got < 5_380; got++)
            Assert.True(queue.TryGet(out _));
        for (; put < 100_000; put++)
            Assert.True(queue.TryPut((put, ~put)), $"Item {put:N0} was refused with {queue.Count:N0} in the queue.");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1_000, 2)]
    [InlineData(4_000, 5)]
    [InlineData(20_000, 3)]
    [InlineData(70_000, 4)]
    public void TryPutAndTryGet_RandomRuns_KeepOrderAndPromise(int capacity, int seed)
    {
        using var queue = new AioQueue<(long, long)>(capacity);
        var random = new Random(seed);
        long put = 0, got = 0;
        while (put < 1_000_000)
        {
            int longest = random.Next(8) == 0 ? 90_000 : 3_000;
            for (int run = random.Next(longest); run > 0; run--, put++)
            {
                bool hasRoom = capacity == 0 || put - got < capacity;
                Assert.True(hasRoom == queue.TryPut((put, ~put)), $"Put {put:N0} with {put - got:N0} of {capacity:N0} in the queue; seed {seed}.");
                if (!hasRoom)
                    break;
            }

            Assert.Equal(put - got, queue.Count);
            for (long run = random.Next(8) == 0 ? put - got : random.Next(longest); run > 0 && got < put; run--, got++)
                Assert.True(queue.TryGet(out (long Number, long Check) item) && item == (got, ~got), $"{item} came instead of {got:N0}; seed {seed}.");
        }
    }
}

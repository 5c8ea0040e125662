using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

/// <summary>Where the machine has no memory left, a put is an error, and not the end of some process.</summary>
public sealed class GrowthGuardTests : IDisposable
{
    private const int LargeBytes = 1 << 20;
    private const int MostBytes = 128 << 20; // A guard that refuses nothing must not take the machine's memory.

    private readonly SimulatedProcesses _processes = new();
    private long _available;

    public GrowthGuardTests() => _processes.Arena.Backing.Growth = new GrowthGuard(() => _available);

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void MayGrow_LessAndLessIsLeft_LooksOncePerStepAndRefusesInTime()
    {
        int looks = 0;
        long available = 100L << 20;
        var guard = new GrowthGuard(() =>
        {
            looks++;
            return available;
        });
        long taken = 0;
        while (guard.MayGrow(1 << 20))
        {
            taken += 1 << 20;
            available -= 1 << 20;
        }

        Assert.InRange(available, GrowthGuard.LeftOverBytes - GrowthGuard.StepBytes, GrowthGuard.LeftOverBytes + GrowthGuard.StepBytes);
        Assert.Equal((taken / GrowthGuard.StepBytes) + 1, looks);
        Assert.False(guard.MayGrow(1));
        available = 100L << 20;
        Assert.True(guard.MayGrow(1 << 20));
    }

    [Fact]
    public void Put_LargeItemsAndNoMemoryIsLeft_IsAnErrorAndWhatIsThereStays()
    {
        SharedQueue queue = Make(_processes.Join());
        int there = PutUntilRefused(queue, LargeBytes);
        Assert.InRange(there, 32, 64);
        Assert.Equal(there, queue.Count);

        Take(queue, 0);
        Put(queue, there, LargeBytes); // In the place of the one that was taken.
        _available = long.MaxValue;
        for (int i = 0; i < 20; i++)
            Put(queue, there + 1 + i, LargeBytes);
        for (int i = 1; i <= there + 20; i++)
            Take(queue, i);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Put_SmallItemsAndNoMemoryIsLeft_IsAnErrorAndWhatIsThereStays()
    {
        SharedQueue queue = Make(_processes.Join());
        int there = PutUntilRefused(queue, 1000);
        Assert.Equal(there, queue.Count);
        Take(queue, 0);
        _available = long.MaxValue;
        Put(queue, there, 1000);
        for (int i = 1; i <= there; i++)
            Take(queue, i);
        Assert.Equal(0, queue.Count);
    }

    private static int PutUntilRefused(SharedQueue queue, int bytes)
    {
        for (int i = 0; i < MostBytes / bytes; i++)
        {
            if (Record.Exception(() => Put(queue, i, bytes)) is not { } error)
                continue;
            Assert.Contains("cannot grow", Assert.IsType<AioContextException>(error).Message, StringComparison.Ordinal);
            return i;
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    private static void Put(SharedQueue queue, int number, int bytes)
    {
        byte[] item = new byte[bytes];
        BitConverter.TryWriteBytes(item, number);
        var request = new QueueRequest { Payload = item };
        try
        {
            Assert.Equal(RingOutcome.Done, queue.TryPut(ref request));
        }
        finally
        {
            queue.Release(ref request);
        }
    }

    private static void Take(SharedQueue queue, int number)
    {
        Assert.Equal(RingOutcome.Done, queue.TryGet(out QueueItem item));
        Assert.Equal(number, BitConverter.ToInt32(queue.Bytes(in item)));
        queue.Release(in item);
    }

    private static unsafe SharedQueue Make(Participant member) => member.Objects.Create(
        ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(member, header, capacity: 0, itemBytes: 0));
}

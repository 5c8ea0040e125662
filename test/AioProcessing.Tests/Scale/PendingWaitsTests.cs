namespace AioProcessing.Tests.Scale;

[Trait("Category", "Long")]
public sealed class PendingWaitsTests
{
    private const int Waits = 100_000;
    private const double MostBytes = 600;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // Processor time is told in steps of 10 ms, and the runtime has clocks of its own.
    private static readonly TimeSpan s_mostIdle = TimeSpan.FromMilliseconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task AcquireAsync_HundredThousandPending_NoThreadsNoProcessorTimeAndAllReleased(int locks) =>
        await JudgeAsync(AioProcess.Start(PendingWaits.OfLocks, locks, Waits, false));

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task AcquireAsync_HundredThousandCancelled_NothingIsLeft(int locks) =>
        await JudgeAsync(AioProcess.Start(PendingWaits.OfLocks, locks, Waits, true));

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task WaitAsync_HundredThousandPending_NoThreadsNoProcessorTimeAndAllReleased(int events) =>
        await JudgeAsync(AioProcess.Start(PendingWaits.OfEvents, events, Waits));

    private static async Task JudgeAsync(AioProcess<WaitCosts> child)
    {
        await using AioProcess<WaitCosts> process = child;
        using IDisposable atEnd = child.KillAtEnd();
        WaitCosts costs = await child.Result.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(costs.ToString());
        Assert.Equal(Waits, costs.Ended);
        Assert.InRange(costs.Bytes, 1, MostBytes);
        Assert.True(costs.MoreThreads < 10, costs.ToString());
        Assert.True(costs.IdlePerSecond < costs.IdleBefore + s_mostIdle, costs.ToString());
    }
}

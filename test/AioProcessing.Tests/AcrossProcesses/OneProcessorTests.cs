using AioProcessing.Core;

namespace AioProcessing.Tests.AcrossProcesses;

/// <summary>Processes that believe in one processor give it to each other before they sleep.</summary>
public sealed class OneProcessorTests
{
    private const int Rounds = 20_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RoundTrips_OneProcessor_NoneIsLostOrOutOfOrder()
    {
        AioProcessOptions options = new() { Environment = new Dictionary<string, string?> { ["DOTNET_PROCESSOR_COUNT"] = "1" } };
        using AioQueue<int> there = new(capacity: 2), back = new(capacity: 2);
        using var mutex = new AioLock();
        await using AioProcess echo = AioProcess.Start(EchoAsync, there, back, mutex, options);

        await AioProcess.RunAsync(AskAsync, there, back, mutex, Token, options).InTime();

        await echo.Exited.InTime();
        Assert.Equal(0, echo.ExitCode);
    }

    private static async Task AskAsync(AioQueue<int> there, AioQueue<int> back, AioLock mutex)
    {
        Assert.True(SpinBudget.SharesProcessor);
        for (int i = 0; i < Rounds; i++)
        {
            using (await mutex.AcquireAsync())
                await there.PutAsync(i);
            Assert.Equal(i, await back.GetAsync());
        }

        there.Complete();
    }

    private static async Task EchoAsync(AioQueue<int> there, AioQueue<int> back, AioLock mutex)
    {
        await foreach (int item in there.ReadAllAsync())
        {
            using (await mutex.AcquireAsync())
                await back.PutAsync(item);
        }
    }
}

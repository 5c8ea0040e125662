using System.Diagnostics;

namespace AioProcessing.Tests.Scale;

[Trait("Category", "Long")]
public sealed class ManyProcessesTests
{
    private const int Processes = 200;
    private const int StartsAtATime = 20;
    private const int Turns = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_TwoHundredProcesses_EachCountsUnderTheLock()
    {
        using var mutex = new AioLock();
        using var total = new AioQueue<int>(1);
        using var ready = new AioSemaphore(0, permitsAreOwned: false);
        using var go = new AioEvent();
        await total.PutAsync(0, Token);
        var children = new List<AioProcess>();
        long start = Stopwatch.GetTimestamp();
        try
        {
            for (int started = 0; started < Processes; started += StartsAtATime)
            {
                for (int i = 0; i < StartsAtATime; i++)
                    children.Add(AioProcess.Start(CountAsync, mutex, total, ready, go));
                for (int i = 0; i < StartsAtATime; i++)
                    Assert.True(await ready.TryAcquireAsync(s_patience, Token), $"Of {children.Count} children some did not start.");
            }

            TestContext.Current.TestOutputHelper!.WriteLine($"{Processes} started after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

            // All of them live, and want the lock at once.
            Assert.All(children, child => Assert.True(child.IsAlive));
            go.Set();
            foreach (AioProcess child in children)
                Assert.Equal(0, (await child.JoinAsync(Token).WaitAsync(s_patience, Token)).ExitCode);
            Assert.Equal(Processes * Turns, await total.GetAsync(Token));
            TestContext.Current.TestOutputHelper!.WriteLine($"all ended after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        }
        finally
        {
            foreach (AioProcess child in children)
                child.Kill();
        }
    }

    private static async Task CountAsync(AioLock mutex, AioQueue<int> total, AioSemaphore ready, AioEvent go)
    {
        ready.Release();
        await go.WaitAsync();
        for (int turn = 0; turn < Turns; turn++)
        {
            using (await mutex.AcquireAsync())
            {
                // Never waits: whoever has the lock finds the total there, and room for it.
                if (!total.TryGet(out int count) || !total.TryPut(count + 1))
                    throw new InvalidOperationException("Somebody else is inside.");
            }
        }
    }
}

using System.Diagnostics;

namespace AioProcessing.Tests.Managers;

/// <summary>Managers, their clients in other processes, and the death of both.</summary>
public sealed class ManagerProcessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WithCallsPending_FailsEachWithHowItEnded()
    {
        await using AioManager manager = await AioManager.StartAsync(new() { Name = "victim" }, Stop);
        ICounter counter = await manager.CreateAsync<ICounter, Counter>();
        Task[] pending = [.. Enumerable.Range(0, 20).Select(_ => counter.WaitAsync(Stop))];
        await counter.TouchAsync();

        using (Process process = Process.GetProcessById(manager.ProcessId))
            process.Kill();

        foreach (Task call in pending)
        {
            AioManagerLostException error = await Assert.ThrowsAsync<AioManagerLostException>(() => call.InTime());
            Assert.Equal(("victim", manager.ProcessId, -9, "SIGKILL"), (error.ManagerName, error.ProcessId, error.ExitCode, error.SignalName));
        }
        Assert.Throws<AioManagerLostException>(() => counter.Add());
        await Assert.ThrowsAsync<AioManagerLostException>(() => manager.CreateAsync<ICounter, Counter>().InTime());
        await manager.Exited.InTime();
        Assert.False(manager.IsConnected);
    }

    [Fact]
    public async Task Dispose_WithWorkUnderWay_FinishesItAndEndsTheProcess()
    {
        AioManager manager = await AioManager.StartAsync(cancellationToken: Stop);
        ICounter counter = await manager.CreateAsync<ICounter, Counter>();
        using CancellationTokenSource source = new();
        Task blocking = await counter.BlockAsync(source.Token);
        Assert.Equal(1, counter.Add());

        Task disposing = manager.DisposeAsync().AsTask();
        AioException late = await Assert.ThrowsAnyAsync<AioException>(async () =>
        {
            while (true)
                await counter.TouchAsync();
        });
        Assert.False(disposing.IsCompleted);
        Assert.Contains("ending", late.Message);
        await source.CancelAsync();

        await blocking.InTime();
        await disposing.InTime();
        Assert.Equal(0, manager.Process!.ExitCode);
        Assert.Throws<AioManagerLostException>(() => counter.Add());
    }

    [Fact]
    public async Task Proxy_InAnotherProcess_ReachesTheSameObject()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Stop);
        ICounter counter = await manager.CreateAsync<ICounter, Counter>();

        int[] results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AioProcess.RunAsync(AddThere, counter, 100, Stop))).InTime();

        Assert.Equal(200, counter.Value);
        Assert.All(results, result => Assert.Equal(manager.ProcessId, result));
    }

    private static int AddThere(ICounter counter, int times)
    {
        for (int i = 0; i < times; i++)
            counter.Add();
        return counter.ProcessId;
    }

    [Fact]
    public async Task Manager_InAnotherProcess_IsAClientOfTheSameOne()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Stop);
        ICounter counter = await manager.OpenAsync<ICounter, Counter>("there");

        int made = await AioProcess.RunAsync(MakeThereAsync, manager, Stop).InTime();

        Assert.Equal(6, made);
        Assert.Equal(6, counter.Value);
    }

    private static async Task<int> MakeThereAsync(AioManager manager)
    {
        await using AioManager mine = manager;
        ICounter counter = await mine.OpenAsync<ICounter, Counter>("there");
        return counter.Add(6);
    }

    [Fact]
    public async Task Proxy_InAQueueWhoseSenderIsGone_StillReachesItsObject()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Stop);
        using AioQueue<ICounter> queue = new(4);
        await using (AioProcess sender = AioProcess.Start(SendAsync, manager, queue))
        {
            await sender.Completion.InTime();
        }

        ICounter counter = await queue.GetAsync(Stop);

        Assert.Equal(8, counter.Value);
        await AioProcess.RunAsync(static (ICounter there) => there.Add(1), counter, Stop).InTime();
        Assert.Equal(9, counter.Value);
    }

    private static async Task SendAsync(AioManager manager, AioQueue<ICounter> queue) =>
        await queue.PutAsync(await manager.CreateAsync<ICounter, Counter>(8));

    [Fact]
    public async Task Client_Killed_LeavesNoReferencesHandlersOrCalls()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Stop);
        ICounter mine = await manager.CreateAsync<ICounter, Counter>();
        using AioEvent isBusy = new();
        AioProcess client = AioProcess.Start(OccupyAsync, manager, mine, isBusy);
        await isBusy.WaitAsync(Stop);
        Assert.Equal((7, 2), Counts(await manager.GetStatisticsAsync(Stop)));
        Assert.Equal(1, await mine.StreamsOpenAsync().InTime());

        client.Kill();
        await client.JoinAsync(Stop);

        while (Counts(await manager.GetStatisticsAsync(Stop)) != (1, 1) || await mine.StreamsOpenAsync().InTime() != 0)
            await Task.Yield();
        await mine.TouchAsync();

        static (int, int) Counts(AioManagerStatistics statistics) => (statistics.Objects, statistics.Clients);
    }

    private static async Task OccupyAsync(AioManager manager, ICounter shared, AioEvent isBusy)
    {
        List<ICounter> own = [];
        for (int i = 0; i < 6; i++)
            own.Add(await manager.CreateAsync<ICounter, Counter>());
        shared.Changed += (_, _) => { };
        IAsyncEnumerator<int> stream = shared.CountTo(int.MaxValue).GetAsyncEnumerator();
        await stream.MoveNextAsync();
        _ = own[0].WaitAsync(default);
        isBusy.Set();
        await Task.Delay(Timeout.Infinite);
        GC.KeepAlive(own);
    }

    [Fact]
    public async Task Start_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AioManager.StartAsync(null, source.Token));
    }

    [Fact]
    public async Task Pool_WorkersCallOneObject()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Stop);
        ICounter counter = await manager.CreateAsync<ICounter, Counter>();
        await using AioPool pool = new(2);

        await pool.MapAsync(n => counter.Add(n), Enumerable.Range(1, 20).ToArray(), cancellationToken: Stop).InTime();

        Assert.Equal(210, counter.Value);
    }
}

using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.AcrossProcesses;

public sealed class BarrierAcrossProcessesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignalAndWait_SeveralProcessesManyRounds_TheActionRunsOncePerRoundInOneOfThem()
    {
        const int Processes = 3, Rounds = 200;
        using var acted = new AioQueue<int>();
        using var barrier = new AioBarrier(Processes, () => acted.Put(Environment.ProcessId));
        var parties = new List<AioProcess<int>>();
        for (int i = 0; i < Processes; i++)
            parties.Add(AioProcess.Start(PassRounds, barrier, acted, Rounds));
        int indexes = 0;
        foreach (AioProcess<int> party in parties)
            indexes += await party.Result.InTime();
        Assert.Equal(Rounds * (0 + 1 + 2), indexes);
        Assert.Equal(Rounds, acted.Count);
    }

    [Fact]
    public async Task SignalAndWait_WaiterKilled_TheOthersGetABrokenBarrier()
    {
        using var barrier = new AioBarrier(3);
        await using AioProcess<int> killed = AioProcess.Start(PassOnce, barrier), told = AioProcess.Start(PassOnce, barrier);
        await Eventually.True(() => barrier.WaitingCount == 2, "both wait");
        killed.Kill();
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => told.Result.InTime());
        Assert.Equal(typeof(AioBrokenBarrierException).FullName, error.RemoteType);
        Assert.True(barrier.IsBroken);
        barrier.Reset();
        await using AioProcess<int> first = AioProcess.Start(PassOnce, barrier), second = AioProcess.Start(PassOnce, barrier);
        await barrier.SignalAndWaitAsync(Token).AsTask().InTime();
        await first.Result.InTime();
        await second.Result.InTime();
    }

    [Fact]
    public async Task SignalAndWait_WaiterStopped_IsNotTakenForDead()
    {
        using var barrier = new AioBarrier(2);
        await using AioProcess<int> party = AioProcess.Start(PassOnce, barrier);
        await Eventually.True(() => barrier.WaitingCount == 1, "it waits");
        Signals.Send(party.Id, Signals.Stop);
        Assert.Equal(1, await barrier.SignalAndWaitAsync(Token).AsTask().InTime());
        Assert.False(barrier.IsBroken);
        Signals.Send(party.Id, Signals.Continue);
        Assert.Equal(0, await party.Result.InTime());
    }

    [Fact]
    public async Task SignalAndWait_KilledWhileItRunsTheAction_TheOthersGetABrokenBarrier()
    {
        using var acting = new AioEvent();
        using var never = new AioEvent();
        using var barrier = new AioBarrier(2, () =>
        {
            acting.Set();
            never.Wait();
        });
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        await using AioProcess<int> acts = AioProcess.Start(PassOnce, barrier);
        await acting.WaitAsync(Token).AsTask().InTime();
        acts.Kill();
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
    }

    private static async Task<int> PassRounds(AioBarrier barrier, AioQueue<int> acted, int rounds)
    {
        int sum = 0;
        for (int round = 1; round <= rounds; round++)
        {
            sum += round % 2 == 0 ? barrier.SignalAndWait() : await barrier.SignalAndWaitAsync();
            if (acted.Count < round || acted.Count > round + 1)
                throw new InvalidOperationException($"The action ran {acted.Count} times by round {round}.");
        }

        return sum;
    }

    private static async Task<int> PassOnce(AioBarrier barrier) => await barrier.SignalAndWaitAsync();
}

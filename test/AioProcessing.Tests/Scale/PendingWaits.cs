namespace AioProcessing.Tests.Scale;

/// <summary>What a hundred thousand waits cost their process.</summary>
/// <param name="Bytes">Managed memory for each wait.</param>
/// <param name="MoreThreads">Threads that came with them.</param>
/// <param name="IdlePerSecond">Processor time per second while nothing happens.</param>
/// <param name="IdleBefore">The same without the waits.</param>
/// <param name="Ended">Waits that ended as they should.</param>
internal sealed record WaitCosts(double Bytes, int MoreThreads, TimeSpan IdlePerSecond, TimeSpan IdleBefore, int Ended);

/// <summary>Runs in a child of its own, where no other test counts.</summary>
internal static class PendingWaits
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits at so many locks, held by this process, each released by its last owner; or all given up.</summary>
    public static async Task<WaitCosts> OfLocks(int objects, int waits, bool areCancelled)
    {
        AioLock[] locks = [.. Enumerable.Range(0, objects).Select(_ => new AioLock())];
        foreach (AioLock one in locks)
            await one.AcquireAsync();
        using var giveUp = new CancellationTokenSource();
        CancellationToken token = areCancelled ? giveUp.Token : CancellationToken.None;
        return await MeasureAsync(
            waits,
            i => locks[i % objects].AcquireAsync(token),
            releaser => releaser.Dispose(),
            () =>
            {
                giveUp.Cancel();
                foreach (AioLock one in locks)
                    one.Release();
            },
            () => locks.All(one => one.TryAcquire()));
    }

    /// <summary>Waits at so many events, which are then set.</summary>
    public static async Task<WaitCosts> OfEvents(int objects, int waits)
    {
        AioEvent[] events = [.. Enumerable.Range(0, objects).Select(_ => new AioEvent())];
        return await MeasureAsync(
            waits,
            async i =>
            {
                await events[i % objects].WaitAsync();
                return true;
            },
            _ => { },
            () => Array.ForEach(events, one => one.Set()),
            () => true);
    }

    private static async Task<WaitCosts> MeasureAsync<T>(int waits, Func<int, ValueTask<T>> wait, Action<T> got, Action end, Func<bool> isClean)
    {
        var pending = new ValueTask<T>[waits];
        TimeSpan idleBefore = await IdleAsync();
        int threads = ProcessCost.Threads();
        long bytes = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < waits; i++)
        {
            pending[i] = wait(i);
            if (pending[i].IsCompleted)
                throw new InvalidOperationException($"Wait {i} should be pending.");
        }

        bytes = GC.GetTotalMemory(forceFullCollection: true) - bytes;
        int moreThreads = ProcessCost.Threads() - threads;
        TimeSpan idle = await IdleAsync();
        int ended = 0;
        Task[] all = [.. pending.Select(EndAsync)];
        end();
        await Task.WhenAll(all);
        if (!isClean())
            throw new InvalidOperationException("Something is still held.");
        return new WaitCosts((double)bytes / waits, moreThreads, idle, idleBefore, ended);

        async Task EndAsync(ValueTask<T> one)
        {
            try
            {
                got(await one);
            }
            catch (OperationCanceledException)
            {
            }

            Interlocked.Increment(ref ended);
        }
    }

    // A look in which the runtime did something of its own, such as compiling, is repeated.
    private static async Task<TimeSpan> IdleAsync()
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int look = 0; look < 5 && least > s_quiet; look++)
        {
            TimeSpan start = ProcessCost.ProcessorTime();
            await Task.Delay(s_idle);
            TimeSpan used = ProcessCost.ProcessorTime() - start;
            least = used < least ? used : least;
        }

        return least;
    }
}

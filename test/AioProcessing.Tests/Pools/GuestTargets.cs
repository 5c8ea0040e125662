namespace AioProcessing.Tests.Pools;

/// <summary>What processes do with a pool that they were handed.</summary>
internal static class GuestTargets
{
    public static int ApplyProcessId(AioPool pool) => pool.Apply(PoolTargets.ProcessId);

    public static int ApplyInGrandchild(AioPool pool) => AioProcess.RunAsync(ApplyProcessId, pool).GetAwaiter().GetResult();

    public static int ApplyInGreatGrandchild(AioPool pool) => AioProcess.RunAsync(ApplyInGrandchild, pool).GetAwaiter().GetResult();

    public static int DoubleByWayOfAnInnerPool(AioPool pool, int value)
    {
        using var inner = new AioPool(workers: 1);
        return inner.Apply(static (outer, number) => outer.Apply(PoolTargets.Double, number), pool, value);
    }

    public static int MeetAndSumInAChild(AioPool pool, AioEvent begun, AioEvent go) => AioProcess.RunAsync(MeetAndSum, pool, begun, go).GetAwaiter().GetResult();

    /// <summary>Starts a child that calls the pool for as long as the pool lets it, and does not wait for that.</summary>
    public static void LeaveACallerBehind(AioPool pool, AioEvent called) => AioProcess.Start(CallForEver, pool, called);

    public static void CallForEver(AioPool pool, AioEvent called)
    {
        try
        {
            while (pool.Apply(PoolTargets.Double, 1) == 2)
                called.Set();
        }
        catch (AioCompletedException)
        {
            // The pool lets it no longer.
        }
    }

    public static async Task<string> EveryShape(AioPool pool)
    {
        int captured = 40;
        var seen = new List<int>
        {
            await pool.ApplyAsync(PoolTargets.DoubleLater, 21),
            await pool.ApplyAsync(() => captured + 2),
            (await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 3000))).Sum(),
            (await pool.StarMapAsync(PoolTargets.Power, [(1, 2), (2, 3)])).Sum(),
            (await pool.MapSettledAsync(PoolTargets.ThrowOnSeven, Enumerable.Range(0, 50))).Count(outcome => outcome.IsSuccess),
            await pool.Submit(PoolTargets.Double, 4),
            (await pool.MapAsync(static length => new byte[length], Enumerable.Repeat(10_000, 100))).Sum(bytes => bytes.Length),
        };
        int streamed = 0;
        await foreach (int value in pool.StreamAsync(PoolTargets.Double, Endless()))
        {
            if (value != 2 * streamed++ || streamed == 500)
                break;
        }

        await foreach (int value in pool.StreamUnorderedAsync(PoolTargets.Double, Enumerable.Range(0, 10)))
            streamed += value;
        seen.Add(streamed);
        return string.Join(' ', seen);
    }

    /// <summary>How many items were read from the source for so many results.</summary>
    public static async Task<int> ReadAhead(AioPool pool, int results)
    {
        int read = 0;
        IEnumerable<int> Counted()
        {
            foreach (int item in Endless())
            {
                read++;
                yield return item;
            }
        }

        await foreach (int value in pool.StreamAsync(PoolTargets.Double, Counted(), new() { MaxInFlight = 20 }))
        {
            if (--results == 0)
                break;
        }

        return read;
    }

    public static byte[] Reverse(AioPool pool, byte[] bytes) => pool.Apply(static large => { Array.Reverse(large); return large; }, bytes);

    public static async Task PutFromWorker(AioPool pool, AioQueue<int> queue)
    {
        AioQueue<int> back = await pool.ApplyAsync(static to => { to.Put(1); return to; }, queue);
        back.Put(2);
    }

    public static AioPool Same(AioPool pool) => pool;

    public static int SumOnThePool(AioPool pool, int depth) => depth == 0 ? 1 : 1 + pool.Apply(SumOnThePool, pool, depth - 1);

    public static int MeetAndSum(AioPool pool, AioEvent begun, AioEvent go)
    {
        begun.Set();
        go.Wait();
        return SumOnThePool(pool, 2);
    }

    /// <summary>The errors as the caller sees them, by their types, and what they say.</summary>
    public static async Task<string[]> Errors(AioPool pool)
    {
        var limit = new AioTaskOptions { Timeout = TimeSpan.FromMilliseconds(50) };
        return
        [
            await ErrorOf(pool.ApplyAsync(PoolTargets.DieOnSeven, 7)),
            await ErrorOf(pool.ApplyAsync(PoolTargets.HangOnSeven, 7, options: limit)),
            await ErrorOf(pool.ApplyAsync(PoolTargets.ThrowOnSeven, 7)),
            await ErrorOf(pool.ApplyAsync(PoolTargets.Unserialisable)),
        ];
    }

    public static async Task<string> CancelHard(AioPool pool, AioEvent begun, AioEvent go)
    {
        AioTask<int> task = pool.Submit(PoolTargets.Meet, begun, go);
        await begun.WaitAsync();
        while (task.Status == AioTaskStatus.Waiting)
            await Task.Delay(1);
        string status = task.Status.ToString();
        task.Cancel();
        return $"{status} {await ErrorOf(task.Result)} {task.Status}";
    }

    public static async Task<string> CancelSoft(AioPool pool, AioEvent begun)
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> task = pool.ApplyAsync(PoolTargets.WaitForToken, begun, cancellation.Token, options: new() { KillGracePeriod = Timeout.InfiniteTimeSpan });
        await begun.WaitAsync();
        await cancellation.CancelAsync();
        return await ErrorOf(task);
    }

    /// <summary>Hands over one task that runs and many that wait, and does not come to an end.</summary>
    public static void Occupy(AioPool pool, AioEvent begun, AioEvent go, AioQueue<int> ran)
    {
        _ = pool.ApplyAsync(PoolTargets.Meet, begun, go);
        _ = pool.MapAsync(item => ran.Put(item), Enumerable.Range(0, 100));
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Waits for a task that does not end, and tells how the waiting ended, and what a further call meets.</summary>
    public static async Task<string[]> WaitForEver(AioPool pool, AioEvent begun, AioEvent go)
    {
        Task map = pool.MapAsync(PoolTargets.Double, Endless());
        Task pending = pool.ApplyAsync(PoolTargets.Meet, begun, go);
        return [await ErrorOf(pending), await ErrorOf(map), await ErrorOf(Task.Run(() => pool.ApplyAsync(PoolTargets.Double, 1)))];
    }

    public static async Task<string> FirstError(AioPool pool) => await ErrorOf(pool.ApplyAsync(PoolTargets.Double, 1)) + await ErrorOf(pool.Started);

    public static async Task<int> DisposeAndCall(AioPool pool)
    {
        await using (pool)
            return await pool.ApplyAsync(PoolTargets.Double, 21);
    }

    /// <summary>Makes a pool, gives it away, and stays.</summary>
    public static void OwnPool(AioQueue<AioPool> pools)
    {
        using var pool = new AioPool(workers: 1);
        pools.Put(pool);
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Uses the pool once, says so, and keeps it.</summary>
    public static int KeepAndCall(AioPool pool, AioEvent used, AioEvent go)
    {
        pool.Apply(PoolTargets.Double, 1);
        used.Set();
        go.Wait();
        return pool.Apply(PoolTargets.Double, 21);
    }

    public static string DescribeStatistics(AioPool pool)
    {
        AioPoolStatistics pools = pool.Statistics;
        return $"{pools.WaitingTasks} {pools.RunningTasks} {pools.SucceededTasks} {pools.WorkersStarted} {pools.WorkersLost}: "
            + string.Join(", ", pools.Workers.Select(worker => $"{worker.ProcessId} {worker.Name} {worker.IsReady} {worker.TasksDone}"));
    }

    public static string DescribeWorkers(AioPool pool) => string.Join(' ', pool.Workers.Select(worker => $"{worker.Id}:{worker.Name}:{worker.IsAlive}"));

    public static async Task<string> AwaitWorkersEnd(AioPool pool, AioEvent looked)
    {
        AioProcess worker = pool.Workers[0];
        looked.Set();
        AioExit exit = await worker.JoinAsync();
        return $"{exit.ProcessId} {worker.IsAlive} {await ErrorOf(Task.Run(worker.Kill))}";
    }

    public static async Task<string> KeepAndLook(AioPool pool, AioEvent used, AioEvent go)
    {
        _ = pool.Workers;
        used.Set();
        go.Wait();
        return await ErrorOf(Task.Run(() => pool.Statistics));
    }

    public static async Task<string> ErrorOf(Task task)
    {
        try
        {
            await task;
            return "none";
        }
        catch (AioWorkerLostException lost)
        {
            return $"{lost.GetType().Name} {lost.SignalName} {lost.ExitCode} {lost.Task}";
        }
        catch (AioRemoteException remote)
        {
            return $"{remote.GetType().Name} {remote.RemoteType} {remote.RemoteMessage}";
        }
        catch (Exception error)
        {
            return $"{error.GetType().Name} {error.Message}";
        }
    }

    private static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i++)
            yield return i;
    }
}

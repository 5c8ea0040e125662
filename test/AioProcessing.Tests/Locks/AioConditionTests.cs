namespace AioProcessing.Tests.Locks;

public sealed class AioConditionTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyWaitOrNotify_LockNotHeld_Throws()
    {
        using var condition = new AioCondition();
        Assert.Throws<AioException>(() => condition.Wait(Token));
        Assert.Throws<AioException>(() => condition.TryWait());
        Assert.Throws<AioException>(() => condition.TryWait(s_short, Token));
        await Assert.ThrowsAsync<AioException>(async () => await condition.WaitAsync(Token));
        await Assert.ThrowsAsync<AioException>(async () => await condition.TryWaitForAsync(() => true, s_short, Token));
        Assert.Throws<AioException>(() => condition.Notify());
        Assert.Throws<AioException>(condition.NotifyAll);
        Assert.Throws<AioException>(condition.Release);
    }

    [Fact]
    public async Task Notify_SeveralWait_WakesThatManyOldestFirst()
    {
        using var condition = new AioCondition();
        var order = new List<int>();
        Task[] waiters = await ParkAsync(condition, 5, order);
        using (await condition.AcquireAsync(Token))
        {
            condition.Notify();
            condition.Notify(2);
            condition.Notify(0);
        }

        await Task.WhenAll(waiters[..3]).InTime();
        Assert.Equal([0, 1, 2], order);
        Assert.DoesNotContain(waiters[3..], waiter => waiter.IsCompleted);
        using (await condition.AcquireAsync(Token))
            condition.Notify(100);
        await Task.WhenAll(waiters).InTime();
        Assert.Equal([0, 1, 2, 3, 4], order);
        Assert.False(condition.IsHeld);
    }

    [Fact]
    public async Task NotifyAll_ManyWait_AllHaveTheLockInTurn()
    {
        const int Waiters = 5_000;
        using var condition = new AioCondition();
        int inside = 0;
        Task[] waiters = [.. Enumerable.Range(0, Waiters).Select(_ => WaitAsync())];
        using (await condition.AcquireAsync(Token))
            condition.NotifyAll();
        await Task.WhenAll(waiters).InTime();
        Assert.False(condition.IsHeld);

        async Task WaitAsync()
        {
            using (await condition.AcquireAsync(Token))
            {
                await condition.WaitAsync(Token);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
            }
        }
    }

    [Fact]
    public async Task Notify_NobodyWaits_IsNotRemembered()
    {
        using var condition = new AioCondition();
        using (await condition.AcquireAsync(Token))
        {
            condition.Notify();
            condition.NotifyAll();
            Assert.False(await condition.TryWaitAsync(s_short, Token));
        }
    }

    [Fact]
    public async Task TryWait_TimedOut_HasTheLockBackAndTakesNoNotification()
    {
        using var condition = new AioCondition();
        using (await condition.AcquireAsync(Token))
        {
            Assert.False(condition.TryWait());
            Assert.False(condition.TryWait(s_short, Token));
            Assert.False(await condition.TryWaitAsync(s_short, Token));
            Assert.False(await condition.TryWaitAsync(TimeSpan.Zero, Token));
            Assert.True(condition.IsHeld);
            Assert.False(condition.TryAcquire());
        }

        Task[] waiters = await ParkAsync(condition, 1, []);
        using (await condition.AcquireAsync(Token))
            condition.Notify();
        await waiters[0].InTime();
    }

    [Fact]
    public async Task WaitAsync_Cancelled_ThrowsWithTheLockHeldAndTakesNoNotification()
    {
        using var condition = new AioCondition();
        using var source = new CancellationTokenSource();
        Task<bool> cancelled = WaitHeldAsync(source.Token);
        Task[] behind = await ParkAsync(condition, 1, []);
        await source.CancelAsync();
        Assert.True(await cancelled.InTime());
        using (await condition.AcquireAsync(Token))
            condition.Notify();
        await behind[0].InTime();
        Assert.False(condition.IsHeld);

        async Task<bool> WaitHeldAsync(CancellationToken token)
        {
            using (await condition.AcquireAsync(Token))
            {
                OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await condition.WaitAsync(token));
                Assert.Equal(token, error.CancellationToken);
                return condition.IsHeld && !condition.TryAcquire();
            }
        }
    }

    [Fact]
    public async Task WaitAsync_NotifiedThenCancelled_TheNotificationWins()
    {
        using var condition = new AioCondition();
        using var source = new CancellationTokenSource();
        Task waiting = WaitAsync();
        using (await condition.AcquireAsync(Token))
        {
            condition.Notify();
            await source.CancelAsync();
        }

        await waiting.InTime();

        async Task WaitAsync()
        {
            using (await condition.AcquireAsync(Token))
                await condition.WaitAsync(source.Token);
        }
    }

    [Fact]
    public async Task WaitAsync_TokenCancelledBefore_KeepsTheLock()
    {
        using var condition = new AioCondition();
        using var releaser = await condition.AcquireAsync(Token);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await condition.WaitAsync(cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => condition.Wait(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await condition.WaitForAsync(() => true, cancelled));
        Assert.True(condition.IsHeld);
    }

    [Fact]
    public async Task WaitFor_BecomesTrueLater_ReturnsThenWithTheLock()
    {
        using var condition = new AioCondition();
        int value = 0;
        Task<bool> blocking = Task.Factory.StartNew(
            () =>
            {
                using (condition.Acquire(Token))
                {
                    condition.WaitFor(() => value == 3, Token);
                    return value == 3;
                }
            },
            Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task<bool> awaiting = AwaitAsync();
        for (int i = 0; i < 3; i++)
        {
            using (await condition.AcquireAsync(Token))
            {
                value++;
                condition.NotifyAll();
            }
        }

        Assert.True(await blocking.InTime());
        Assert.True(await awaiting.InTime());

        async Task<bool> AwaitAsync()
        {
            using (await condition.AcquireAsync(Token))
            {
                await condition.WaitForAsync(() => value == 3, Token);
                return value == 3;
            }
        }
    }

    [Fact]
    public async Task TryWaitFor_NeverTrue_IsFalseInTimeWithTheLock()
    {
        using var condition = new AioCondition();
        using AioLockReleaser releaser = await condition.AcquireAsync(Token);
        Assert.False(condition.TryWaitFor(() => false));
        Assert.True(condition.TryWaitFor(() => true));
        Assert.False(condition.TryWaitFor(() => false, s_short, Token));
        Assert.False(await condition.TryWaitForAsync(() => false, s_short, Token));
        int asked = 0;
        Assert.True(await condition.TryWaitForAsync(() => ++asked == 2, s_short, Token));
        Assert.True(condition.IsHeld);
    }

    [Fact]
    public async Task Wait_SeveralTimesInOneHolding_TheReleaserStaysGood()
    {
        using var mutex = new AioLock();
        using var condition = new AioCondition(mutex);
        AioLockReleaser releaser = await mutex.AcquireAsync(Token);
        Assert.False(condition.TryWait(s_short, Token));
        Assert.False(await condition.TryWaitAsync(s_short, Token));
        Assert.False(releaser.WasAbandoned);
        releaser.Dispose();
        Assert.False(mutex.IsHeld);
        Assert.Throws<AioException>(releaser.Dispose);
        using (await mutex.AcquireAsync(Token))
            Assert.Throws<AioException>(releaser.Dispose);
    }

    [Fact]
    public async Task Wait_WhileGivenUp_OthersHaveTheLockAndTheReleaserIsRefused()
    {
        using var condition = new AioCondition();
        AioLockReleaser releaser = default;
        Task waiting = WaitAsync();
        using (await condition.AcquireAsync(Token).AsTask().InTime())
        {
            Assert.Throws<AioException>(releaser.Dispose);
            condition.Notify();
        }

        await waiting.InTime();

        async Task WaitAsync()
        {
            releaser = await condition.AcquireAsync(Token);
            await condition.WaitAsync(Token);
            releaser.Dispose();
        }
    }

    [Fact]
    public async Task WaitAsync_ReentrantLock_GivesUpAllLevelsAndTakesThemBack()
    {
        using var mutex = new AioReentrantLock();
        using var condition = new AioCondition(mutex);
        Task waiting = WaitAsync(notified: true);
        using (await mutex.AcquireAsync(Token).AsTask().InTime())
        {
            Assert.True(mutex.IsHeldByCaller);
            condition.Notify();
        }

        await waiting.InTime();
        await WaitAsync(notified: false).InTime();
        Assert.False(mutex.IsHeld);

        async Task WaitAsync(bool notified)
        {
            using (await mutex.AcquireAsync(Token))
            {
                using (await condition.AcquireAsync(Token))
                {
                    Assert.Equal(notified, await condition.TryWaitAsync(notified ? Eventually.Patience : s_short, Token));
                    Assert.True(mutex.IsHeldByCaller);
                }

                Assert.True(mutex.IsHeldByCaller);
                using (await mutex.AcquireAsync(Token))
                    condition.NotifyAll();
            }
        }
    }

    [Fact]
    public async Task Wait_ReentrantLockOfAThread_IsTheThreadsAgainOrTheFlowsIfAwaited()
    {
        using var mutex = new AioReentrantLock();
        using var condition = new AioCondition(mutex);
        using (mutex.Acquire(Token))
        using (mutex.Acquire(Token))
        {
            Assert.False(condition.TryWait(s_short, Token));
            Assert.True(mutex.IsHeldByCaller);
            Assert.False(await condition.TryWaitForAsync(() => false, s_short, Token));
            await Task.Yield();
            Assert.True(mutex.IsHeldByCaller);
        }

        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task Notify_ReentrantLockHeldByAnotherFlow_Throws()
    {
        using var mutex = new AioReentrantLock();
        using var condition = new AioCondition(mutex);
        Task other;
        using (await mutex.AcquireAsync(Token))
        {
            using (ExecutionContext.SuppressFlow())
                other = Task.Run(() => Assert.Throws<AioException>(() => condition.Notify()), Token);
            await other;
        }
    }

    [Fact]
    public async Task SecondCondition_OverOneLock_HasItsOwnWaits()
    {
        using var mutex = new AioLock();
        using var full = new AioCondition(mutex);
        using var empty = new AioCondition(mutex);
        Task[] onFull = await ParkAsync(full, 1, []), onEmpty = await ParkAsync(empty, 1, []);
        using (await mutex.AcquireAsync(Token))
            empty.NotifyAll();
        await onEmpty[0].InTime();
        Assert.False(onFull[0].IsCompleted);
        using (await full.AcquireAsync(Token))
            full.Notify();
        await onFull[0].InTime();
    }

    [Fact]
    public async Task WaitFor_ManyProducersAndConsumers_NothingIsLost()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        const int Pairs = 4, Each = 300, Room = 3;
        using var mutex = new AioLock();
        using var notFull = new AioCondition(mutex);
        using var notEmpty = new AioCondition(mutex);
        var items = new Queue<int>();
        long sum = 0;
        IEnumerable<Task> producers = Enumerable.Range(0, Pairs).Select(number => Task.Run(() => ProduceAsync(new Random(seed + number)), Token));
        IEnumerable<Task> consumers = Enumerable.Range(0, Pairs).Select(number => Task.Run(() => ConsumeAsync(new Random(seed - number - 1)), Token));
        await Task.WhenAll([.. producers, .. consumers]).InTime();
        Assert.Equal(Pairs * (Each * (Each + 1L) / 2), sum);

        async Task ProduceAsync(Random random)
        {
            for (int i = 1; i <= Each;)
            {
                using (await mutex.AcquireAsync(Token))
                {
                    if (!await WaitSomehow(notFull, () => items.Count < Room, random))
                        continue;
                    items.Enqueue(i++);
                    notEmpty.Notify();
                }
            }
        }

        async Task ConsumeAsync(Random random)
        {
            for (int i = 0; i < Each;)
            {
                using (await mutex.AcquireAsync(Token))
                {
                    if (!await WaitSomehow(notEmpty, () => items.Count > 0, random))
                        continue;
                    sum += items.Dequeue();
                    i++;
                    notFull.Notify();
                }
            }
        }

        static async Task<bool> WaitSomehow(AioCondition condition, Func<bool> predicate, Random random) => random.Next(3) switch
        {
            0 => condition.TryWaitFor(predicate, TimeSpan.FromMilliseconds(random.Next(3)), Token),
            1 => await condition.TryWaitForAsync(predicate, TimeSpan.FromMilliseconds(random.Next(3)), Token),
            _ => await condition.TryWaitForAsync(predicate, Eventually.Patience, Token),
        };
    }

    [Fact]
    public async Task Dispose_WithWaits_EndsThem()
    {
        using var mutex = new AioLock();
        var condition = new AioCondition(mutex);
        Task ended = WaitAsync();
        condition.Dispose();
        await ended.InTime();
        Assert.False(mutex.IsHeld);
        Assert.Throws<ObjectDisposedException>(() => condition.TryAcquire());

        async Task WaitAsync()
        {
            using (await mutex.AcquireAsync(Token))
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(async () => await condition.WaitAsync(Token));
                Assert.True(mutex.IsHeld);
            }
        }
    }

    [Fact]
    public async Task Dispose_OfTheLockGiven_TheConditionKeepsItsOwnHandle()
    {
        var mutex = new AioLock();
        using var condition = new AioCondition(mutex);
        mutex.Dispose();
        using (await condition.AcquireAsync(Token))
            Assert.False(condition.TryWait(s_short, Token));
    }

    [Fact]
    public void Notify_NegativeCount_Throws()
    {
        using var condition = new AioCondition();
        using (condition.Acquire(Token))
            Assert.Throws<ArgumentOutOfRangeException>(() => condition.Notify(-1));
    }

    // An async method runs up to its first wait before it returns, so they wait in this order.
    private static async Task<Task[]> ParkAsync(AioCondition condition, int count, List<int> order)
    {
        var waiters = new Task[count];
        for (int i = 0; i < count; i++)
            waiters[i] = WaitAsync(i);
        using (await condition.AcquireAsync(Token)) // Whoever had to queue for the lock waits by now.
            return waiters;

        async Task WaitAsync(int number)
        {
            using (await condition.AcquireAsync(Token))
            {
                await condition.WaitAsync(Token);
                order.Add(number);
            }
        }
    }
}

using AioProcessing.Tests.Conformance;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Managers;

/// <summary>The built-in objects are made by blocking and by awaiting.</summary>
public sealed class MakingTests(StartedManager home)
{
    private readonly AioManager _manager = home.Manager;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachKind_MadeByAwaiting_Works()
    {
        using IAioQueue<int> queue = await _manager.QueueAsync<int>(capacity: 3, Token);
        Assert.Equal(3, queue.Capacity);
        using IAioJoinableQueue<int> joinable = await _manager.JoinableQueueAsync<int>(cancellationToken: Token);
        Assert.True(joinable.TryJoin());
        using IAioSimpleQueue<int> simple = await _manager.SimpleQueueAsync<int>(Token);
        Assert.True(simple.IsEmpty);
        using IAioLock mutex = await _manager.LockAsync(Token);
        Assert.False(mutex.IsHeld);
        using IAioReentrantLock reentrant = await _manager.ReentrantLockAsync(Token);
        Assert.True(reentrant.TryAcquire() && reentrant.TryAcquire());
        using IAioReaderWriterLock access = await _manager.ReaderWriterLockAsync(Token);
        Assert.Equal(0, access.ReaderCount);
        using IAioSemaphore semaphore = await _manager.SemaphoreAsync(2, cancellationToken: Token), bounded = await _manager.BoundedSemaphoreAsync(4, Token);
        Assert.Equal((2, 4), (semaphore.CurrentCount, bounded.Capacity));
        using IAioEvent happened = await _manager.EventAsync(Token);
        Assert.False(happened.IsSet);
        using IAioCondition condition = await _manager.ConditionAsync(Token), over = await _manager.ConditionAsync(mutex, Token);
        Assert.True(over.TryAcquire());
        Assert.True(mutex.IsHeld);
        Assert.False(condition.IsHeld);
        using IAioBarrier barrier = await _manager.BarrierAsync(1, cancellationToken: Token);
        Assert.Equal(1, barrier.ParticipantCount);
        using IAioDictionary<string, int> dictionary = await _manager.DictionaryAsync<string, int>(Token);
        using IAioList<int> list = await _manager.ListAsync<int>(Token);
        using IAioSet<int> set = await _manager.SetAsync<int>(Token);
        Assert.Equal((0, 0, 0), (dictionary.Count, list.Count, set.Count));
        using IAioNamespace names = await _manager.NamespaceAsync(Token);
        names.Set("a", 5);
        Assert.Equal(5, names.Get<int>("a"));
        using IAioValue<long> value = await _manager.ValueAsync(7L, cancellationToken: Token);
        Assert.Equal(7, value.Value);
        using IAioArray<int> array = await _manager.ArrayAsync<int>(9, cancellationToken: Token);
        Assert.Equal(9, array.Length);
    }

    [Fact]
    public async Task Name_AskedForByBlockingAndByAwaiting_IsOneObject()
    {
        string name = $"both {Guid.NewGuid()}";
        using IAioQueue<int> blocked = _manager.Queue<int>(name, capacity: 2), awaited = await _manager.QueueAsync<int>(name, capacity: 2, Token);
        blocked.Put(3, Token);
        Assert.Equal(3, await awaited.GetAsync(Token));
        await Assert.ThrowsAsync<AioNotHostedException>(() => _manager.QueueAsync<int>(name, capacity: 5, Token));
        await _manager.RemoveAsync(name, Token);
    }

    [Fact]
    public async Task ATokenThatIsCancelled_EndsTheCall()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _manager.LockAsync(source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _manager.ConditionAsync(source.Token));
    }

    [Fact]
    public async Task Cancelled_WhileTheManagerIsStopped_TheObjectThatIsMadeLaterGoes()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Token);
        using var source = new CancellationTokenSource();
        Signals.Send(manager.ProcessId, Signals.Stop);
        Task making = manager.ReaderWriterLockAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making.InTime());
        Signals.Send(manager.ProcessId, Signals.Continue);
        await Eventually.True(HasGone, "nobody has it");

        bool HasGone()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return manager.GetStatistics(Token).Objects == 0;
        }
    }

    [Fact]
    public void ArgumentsOutOfRange_ThrowAtTheCall()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _manager.QueueAsync<int>(-1, Token); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _manager.BarrierAsync(0, cancellationToken: Token); });
        Assert.Throws<ArgumentException>(() => { _ = _manager.LockAsync("", Token); });
        using var foreign = new AioLock();
        Assert.Throws<ArgumentException>(() => { _ = _manager.ConditionAsync(foreign, Token); });
    }
}

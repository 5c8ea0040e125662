using AioProcessing.Tests.Conformance;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Managers;

/// <summary>What only hosted objects have: names, nested proxies, several clients, the end of the manager.</summary>
public sealed class HostedObjectTests(StartedManager home, ServedManager strangers)
{
    private readonly AioManager _manager = home.Manager;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_AskedForByTwoClients_IsOneObject()
    {
        string name = $"jobs {Guid.NewGuid()}";
        using IAioQueue<string> here = _manager.Queue<string>(name, capacity: 5);
        await using AioProcess peer = AioProcess.Start(static (manager, name) => manager.Queue<string>(name, capacity: 5).Put("from the other"), _manager, name);
        Assert.Equal("from the other", await here.GetAsync(Token).AsTask().InTime());
        Assert.Equal(5, here.Capacity);
        Assert.True(_manager.Remove(name, Token));
    }

    [Fact]
    public void Name_OfSomethingElse_IsRefusedWithBothSaid()
    {
        string name = $"mixed {Guid.NewGuid()}";
        using IAioQueue<int> queue = _manager.Queue<int>(name, capacity: 5);
        AioException error = Assert.ThrowsAny<AioException>(() => _manager.Queue<int>(name, capacity: 6));
        Assert.Contains("capacity 5", error.Message);
        Assert.Contains("capacity 6", error.Message);
        Assert.ThrowsAny<AioException>(() => _manager.Queue<long>(name, capacity: 5));
        Assert.ThrowsAny<AioException>(() => _manager.Lock(name));
        _manager.Remove(name, Token);
    }

    [Fact]
    public void Name_OfALikeKind_IsRefused()
    {
        (string queue, string access) = ($"simple {Guid.NewGuid()}", $"access {Guid.NewGuid()}");
        using IAioSimpleQueue<int> simple = _manager.SimpleQueue<int>(queue), sameQueue = _manager.SimpleQueue<int>(queue);
        using IAioReaderWriterLock reading = _manager.ReaderWriterLock(access), sameAccess = _manager.ReaderWriterLock(access);
        simple.Put(1, Token);
        Assert.Equal(1, sameQueue.Get(Token));
        Assert.True(reading.TryAcquireReader());
        Assert.False(sameAccess.TryAcquireWriter());
        Assert.Throws<AioNotHostedException>(() => _manager.Queue<int>(queue));
        Assert.Throws<AioNotHostedException>(() => _manager.SimpleQueue<long>(queue));
        Assert.Throws<AioNotHostedException>(() => _manager.Lock(access));
        Assert.Throws<AioNotHostedException>(() => _manager.ReentrantLock(access));
        Assert.True(_manager.Remove(queue, Token) && _manager.Remove(access, Token));
    }

    [Fact]
    public async Task Name_WithNobodyUsingIt_KeepsItsObject()
    {
        string name = $"kept {Guid.NewGuid()}";
        await using (AioProcess peer = AioProcess.Start(static (manager, name) => manager.Dictionary<string, int>(name)["a"] = 1, _manager, name))
            Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        using IAioDictionary<string, int> again = _manager.Dictionary<string, int>(name);
        Assert.Equal(1, again["a"]);
        _manager.Remove(name, Token);
    }

    [Fact]
    public async Task NestedList_InADictionary_IsOneListForAllAndLivesWhileItIsThere()
    {
        using IAioDictionary<string, IAioList<int>> dictionary = _manager.Dictionary<string, IAioList<int>>();
        using (IAioList<int> inner = _manager.List<int>())
        {
            inner.Add(1);
            dictionary["list"] = inner;
        }

        await using (AioProcess peer = AioProcess.Start(static dictionary => dictionary["list"].Add(2), dictionary))
            Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        IAioList<int> found = dictionary["list"];
        Assert.Equal([1, 2], found);
        dictionary.Remove("list");
        Assert.Equal([1, 2], found);
        found.Dispose();
    }

    [Fact]
    public async Task NestedObjects_RemovedEverywhere_AreGone()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Token);
        using IAioList<IAioList<int>> outer = manager.List<IAioList<int>>();
        for (int i = 0; i < 3; i++)
        {
            using IAioList<int> inner = manager.List<int>();
            outer.Add(inner);
        }

        outer[0].Dispose();
        await HasObjects(4);
        outer.SetRange(1..3, []);
        await HasObjects(2);
        outer.Pop().Dispose();
        await HasObjects(1);

        async Task HasObjects(int count)
        {
            long deadline = Environment.TickCount64 + (long)Eventually.Patience.TotalMilliseconds;
            while ((await manager.GetStatisticsAsync()).Objects != count)
                Assert.True(Environment.TickCount64 < deadline, $"Not {count} objects, but {(await manager.GetStatisticsAsync()).Objects}.");
        }
    }

    [Fact]
    public async Task NestedProxy_InAQueueItem_ArrivesAsTheSameObject()
    {
        using IAioQueue<(string, IAioEvent)> queue = _manager.Queue<(string, IAioEvent)>();
        using IAioEvent done = _manager.Event();
        await using AioProcess peer = AioProcess.Start(static queue => queue.Get().Item2.Set(), queue);
        using (IAioEvent same = _manager.Event())
            queue.Put(("do it", done), Token);
        await done.WaitAsync(Token).AsTask().InTime();
    }

    [Fact]
    public void HandleInSharedMemory_InADictionary_IsRefusedAtTheCall()
    {
        using IAioDictionary<string, AioLock> dictionary = _manager.Dictionary<string, AioLock>();
        using var mutex = new AioLock();
        AioSerializationException error = Assert.Throws<AioSerializationException>(() => dictionary["a"] = mutex);
        Assert.Contains("value", error.Message);
        Assert.Empty(dictionary);
        Assert.True(mutex.TryAcquire());
    }

    [Fact]
    public void NestedProxy_OfAManagerThatServesStrangers_IsRefusedAtTheCall()
    {
        using IAioDictionary<string, IAioList<int>> dictionary = strangers.Manager.Dictionary<string, IAioList<int>>();
        using IAioList<int> list = strangers.Manager.List<int>();
        Assert.Throws<AioSerializationException>(() => dictionary["a"] = list);
        Assert.False(dictionary.ContainsKey("a"));
    }

    [Fact]
    public async Task HandleInSharedMemory_InAQueueItem_ArrivesAsTheSameObject()
    {
        using IAioQueue<AioLock> queue = _manager.Queue<AioLock>();
        using var mutex = new AioLock();
        Assert.True(mutex.TryAcquire());
        queue.Put(mutex, Token);
        using (AioLease<AioLock> lease = queue.Lease(Token))
            Assert.True(lease.Item.IsHeld);
        using AioLock same = await queue.GetAsync(Token);
        Assert.True(same.IsHeld);
        mutex.Release();
        Assert.False(same.IsHeld);
    }

    [Fact]
    public void Proxies_OfOneLockInOneProcess_HaveOneOwner()
    {
        string name = $"lock {Guid.NewGuid()}";
        using IAioReentrantLock first = _manager.ReentrantLock(name), second = _manager.ReentrantLock(name);
        using (first.Acquire(Token))
        using (second.Acquire(Token))
            Assert.True(second.IsHeldByCaller);
        Assert.False(first.IsHeld);
        _manager.Remove(name, Token);
    }

    [Fact]
    public async Task Releaser_DisposedTwice_ThrowsThoughOthersOfThisClientAreIn()
    {
        using IAioReaderWriterLock access = _manager.ReaderWriterLock();
        AioAccessReleaser first = await access.AcquireReaderAsync(Token), second = await access.AcquireReaderAsync(Token);
        await first.DisposeAsync();
        Assert.Throws<AioException>(first.Dispose);
        Assert.Equal(1, access.ReaderCount);
        second.Dispose();
        AioAccessReleaser writer = await access.AcquireWriterAsync(Token);
        access.ReleaseWriter();
        using AioAccessReleaser next = await access.AcquireWriterAsync(Token);
        Assert.Throws<AioException>(writer.Dispose); // It is another writer's by now.
        Assert.True(access.IsWriterHeld);
    }

    [Fact]
    public void Dispose_OfTheLockGiven_TheConditionKeepsItsOwn()
    {
        IAioLock mutex = _manager.Lock();
        using IAioCondition condition = _manager.Condition(mutex);
        mutex.Dispose();
        using (condition.Acquire(Token))
            condition.NotifyAll();
        using var shared = new AioLock();
        Assert.Throws<ArgumentException>(() => _manager.Condition(shared));
    }

    [Fact]
    public async Task AnyClient_Killed_GivesBackAllKindsOfThings()
    {
        using IAioLock mutex = _manager.Lock();
        using IAioSemaphore semaphore = _manager.BoundedSemaphore(3);
        using IAioQueue<int> leased = _manager.Queue<int>();
        using IAioJoinableQueue<int> joinable = _manager.JoinableQueue<int>();
        leased.PutMany([1, 2, 3], Token);
        joinable.PutMany([1, 2], Token);
        using var ready = new AioEvent();
        await using AioProcess peer = AioProcess.Start(HoldAll, new Things(mutex, semaphore, leased, joinable), ready);
        await ready.WaitAsync(Token).AsTask().InTime();
        Signals.Send(peer.Id, Signals.Kill);
        using AioLockReleaser releaser = await mutex.AcquireAsync(Token).AsTask().InTime();
        Assert.True(releaser.WasAbandoned);
        await Eventually.True(() => semaphore.CurrentCount == 3 && leased.Count == 3 && joinable.Count == 2, "all of it is back");
        Assert.Equal([1, 2, 3], leased.GetMany(3, Token));
        Assert.Equal([1, 2], joinable.GetMany(3, Token));
    }

    [Fact]
    public async Task Manager_Killed_PendingWaitsFailAtOnce()
    {
        await using AioManager manager = await AioManager.StartAsync(cancellationToken: Token);
        using IAioLock mutex = manager.Lock();
        using IAioQueue<int> queue = manager.Queue<int>();
        using IAioEvent gate = manager.Event();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        using IAioReaderWriterLock access = manager.ReaderWriterLock();
        Assert.True(access.TryAcquireReader());
        Task[] waits = [access.AcquireWriterAsync(Token).AsTask(), mutex.AcquireAsync(Token).AsTask(), queue.GetAsync(Token).AsTask(), gate.WaitAsync(Token).AsTask(), Task.Run(() => queue.Get(Token), Token)];
        await queue.TryGetAsync(TimeSpan.FromMilliseconds(1), Token); // By now all but the last have arrived.
        Signals.Send(manager.ProcessId, Signals.Kill);
        foreach (Task wait in waits)
            await Assert.ThrowsAsync<AioManagerLostException>(() => wait.InTime());
        Assert.Throws<AioManagerLostException>(() => queue.Count);
        Assert.Throws<AioManagerLostException>(held.Dispose);
    }

    [Fact]
    public async Task Manager_Disposed_PendingWaitsAreTold()
    {
        AioManager manager = await AioManager.StartAsync(cancellationToken: Token);
        using IAioQueue<int> queue = manager.Queue<int>();
        using IAioBarrier barrier = manager.Barrier(2);
        Task getting = queue.GetAsync(Token).AsTask(), meeting = barrier.SignalAndWaitAsync(Token).AsTask();
        await Eventually.True(() => barrier.WaitingCount == 1, "one waits");
        await manager.DisposeAsync().AsTask().InTime();
        await Assert.ThrowsAnyAsync<Exception>(() => getting.InTime());
        await Assert.ThrowsAnyAsync<Exception>(() => meeting.InTime());
    }

    private static void HoldAll(Things things, AioEvent ready)
    {
        things.Mutex.Acquire();
        things.Semaphore.Acquire();
        things.Semaphore.Acquire();
        AioLease<int> lease = things.Leased.Lease(), other = things.Leased.Lease();
        things.Joinable.Get();
        ready.Set();
        Thread.Sleep(Timeout.Infinite);
        GC.KeepAlive((lease, other));
    }

    private sealed record Things(IAioLock Mutex, IAioSemaphore Semaphore, IAioQueue<int> Leased, IAioJoinableQueue<int> Joinable);
}

using AioProcessing.Os;

namespace AioProcessing.Tests;

public sealed class AioContextTests : IDisposable
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => AioContext.Delete(_name);

    private AioContext Open() => AioContext.OpenOrCreate(_name, cancellationToken: Token);

    [Fact]
    public void Lock_SameNameTwice_IsTheSameLock()
    {
        using AioContext context = Open();
        using AioLock one = context.Lock("one"), same = context.Lock("one"), other = context.Lock("other");
        Assert.True(one.TryAcquire());
        Assert.False(same.TryAcquire());
        Assert.True(other.TryAcquire());
        Assert.Equal(_name, context.Name);
    }

    [Fact]
    public async Task EveryKind_ByName_IsSharedAndWorks()
    {
        using AioContext context = Open(), again = Open();
        using AioEvent set = context.Event("event"), waited = again.Event("event");
        set.Set();
        await waited.WaitAsync(Token).AsTask().InTime();
        using AioQueue<string> putters = context.Queue<string>("queue", capacity: 2), getters = again.Queue<string>("queue", capacity: 2);
        await putters.PutAsync("item", Token);
        Assert.Equal("item", await getters.GetAsync(Token).AsTask().InTime());
        using AioSemaphore taken = context.Semaphore("gpu", 2), counted = again.Semaphore("gpu", 2);
        Assert.True(taken.TryAcquire());
        Assert.Equal(1, counted.CurrentCount);
        using AioBoundedSemaphore bounded = context.BoundedSemaphore("bounded", 1);
        using AioReaderWriterLock access = context.ReaderWriterLock("access"), sameAccess = again.ReaderWriterLock("access");
        Assert.True(bounded.TryAcquire());
        Assert.True(access.TryAcquireWriter());
        Assert.False(sameAccess.TryAcquireReader());
    }

    [Fact]
    public async Task QueuesOfEveryKind_ByName_AreSharedAndNotMixedUp()
    {
        using AioContext context = Open(), again = Open();
        using AioJoinableQueue<int> jobs = context.JoinableQueue<int>("jobs", capacity: 2), sameJobs = again.JoinableQueue<int>("jobs", capacity: 2);
        jobs.Put(1, Token);
        Task joined = jobs.JoinAsync(Token).AsTask();
        Assert.Equal(1, await sameJobs.GetAsync(Token).AsTask().InTime());
        Assert.False(joined.IsCompleted);
        sameJobs.TaskDone();
        await joined.InTime();
        using AioSimpleQueue<string> simple = context.SimpleQueue<string>("simple"), sameSimple = again.SimpleQueue<string>("simple");
        simple.Put("item", Token);
        Assert.Equal("item", await sameSimple.GetAsync(Token).AsTask().InTime());
        Assert.Contains("a joinable queue of System.Int32 with capacity 2", Assert.Throws<AioContextException>(() => context.Queue<int>("jobs", 2)).Message);
    }

    [Fact]
    public async Task Condition_ByName_IsSharedOverOneLock()
    {
        using AioContext context = Open(), again = Open();
        using AioLock jobs = context.Lock("jobs"), sameJobs = again.Lock("jobs"), other = context.Lock("other");
        using AioCondition changed = context.Condition("changed", jobs), sameChanged = again.Condition("changed", sameJobs);
        await changed.AcquireAsync(Token).AsTask().InTime();
        Task waiting = changed.WaitAsync(Token).AsTask();
        using (await sameChanged.AcquireAsync(Token).AsTask().InTime())
            sameChanged.Notify();
        await waiting.InTime();
        Assert.True(sameJobs.IsHeld);
        Assert.Contains("a condition over lock", Assert.Throws<AioContextException>(() => context.Condition("changed", other)).Message);
        using var foreign = new AioLock();
        Assert.Throws<ArgumentException>("mutex", () => context.Condition("foreign", foreign));
        using var reentrant = context.ReentrantLock("reentrant");
        using AioCondition overReentrant = context.Condition("over reentrant", reentrant);
        Assert.True(overReentrant.TryAcquire());
    }

    [Fact]
    public void Default_ByName_IsSharedWithinTheTree()
    {
        string name = Guid.NewGuid().ToString();
        using AioLock one = AioContext.Default.Lock(name), same = AioContext.Default.Lock(name);
        Assert.True(one.TryAcquire());
        Assert.False(same.TryAcquire());
        Assert.Null(AioContext.Default.Name);
    }

    [Fact]
    public void Unnamed_InContext_AreObjectsOfTheirOwn()
    {
        using AioContext context = Open();
        using AioLock one = context.Lock(), other = context.Lock();
        Assert.True(one.TryAcquire());
        Assert.True(other.TryAcquire());
    }

    [Fact]
    public void Open_AsSomethingElse_SaysWhatItIsAndWhatWasAskedFor()
    {
        using AioContext context = Open();
        using AioQueue<int> queue = context.Queue<int>("jobs", capacity: 5);
        AssertRefused(() => context.Lock("jobs"), "a lock", "a queue of System.Int32 with capacity 5");
        AssertRefused(() => context.Queue<int>("jobs", capacity: 6), "capacity 6", "capacity 5");
        AssertRefused(() => context.Queue<long>("jobs", capacity: 5), "System.Int64", "System.Int32");
        using AioSemaphore semaphore = context.Semaphore("gpu", 2);
        AssertRefused(() => context.Semaphore("gpu", 3), "3 permits", "2 permits");
        using AioQueue<int> same = context.Queue<int>("jobs", capacity: 5);

        static void AssertRefused(Func<IDisposable> open, string asked, string existing)
        {
            string message = Assert.Throws<AioContextException>(open).Message;
            Assert.Contains(asked, message);
            Assert.Contains(existing, message);
        }
    }

    [Fact]
    public void Open_LongLabels_AreToldApart()
    {
        using AioContext context = Open();
        using AioQueue<Dictionary<string, Dictionary<string, Dictionary<string, (string, string, int)>>>> queue =
            context.Queue<Dictionary<string, Dictionary<string, Dictionary<string, (string, string, int)>>>>("long");
        Assert.Throws<AioContextException>(() => context.Queue<Dictionary<string, Dictionary<string, Dictionary<string, (string, string, long)>>>>("long"));
        using AioQueue<Dictionary<string, Dictionary<string, Dictionary<string, (string, string, int)>>>> same =
            context.Queue<Dictionary<string, Dictionary<string, Dictionary<string, (string, string, int)>>>>("long");
    }

    [Fact]
    public void Name_AfterLastHandle_IsFreeForAnything()
    {
        using AioContext context = Open();
        for (int i = 0; i < 100; i++)
        {
            using (AioLock mutex = context.Lock("name"))
                Assert.True(mutex.TryAcquire());
            using (AioQueue<int> queue = context.Queue<int>("name", capacity: 1))
                Assert.True(queue.IsEmpty);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("../escape")]
    [InlineData("zwölf")]
    public void OpenOrCreate_NameThatIsNone_Throws(string name) => Assert.Throws<ArgumentException>(() => AioContext.OpenOrCreate(name, cancellationToken: Token));

    [Fact]
    public void Lock_NameThatIsNone_Throws()
    {
        using AioContext context = Open();
        Assert.Throws<ArgumentNullException>(() => context.Lock(null!));
        Assert.Throws<ArgumentException>(() => context.Lock(""));
        Assert.Throws<ArgumentException>(() => context.Lock(new string('ö', 53)));
        using AioLock longest = context.Lock(new string('ö', 52));
    }

    [Fact]
    public void Dispose_LastUse_LeavesAndTheContextIsGone()
    {
        AioContext context = Open();
        AioLock mutex = context.Lock("held");
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => context.Lock("other"));
        Assert.True(mutex.TryAcquire());
        AioContextInfo info = Assert.Single(AioContext.List(), info => info.Name == _name);
        Assert.Equal(1, info.MemberCount);
        Assert.InRange(info.UsedBytes, 4096, 1 << 20);
        mutex.Dispose();
        context.Dispose();
        Assert.DoesNotContain(AioContext.List(), info => info.Name == _name);
    }

    [Fact]
    public void OpenOrCreate_AfterLeaving_IsFresh()
    {
        for (int i = 0; i < 40; i++)
        {
            using AioContext context = Open();
            using AioLock mutex = context.Lock("mutex");
            Assert.True(mutex.TryAcquire());
        }
    }

    [Fact]
    public void Delete_InUse_OldMembersGoOnAndNewOnesStartAnew()
    {
        Assert.False(AioContext.Delete(_name));
        using AioContext old = Open();
        using AioLock held = old.Lock("mutex");
        Assert.True(held.TryAcquire());
        Assert.True(AioContext.Delete(_name));
        using AioContext fresh = Open();
        using AioLock free = fresh.Lock("mutex");
        Assert.True(free.TryAcquire());
        using AioLock same = old.Lock("mutex");
        Assert.False(same.TryAcquire());
    }

    [Fact]
    public async Task OpenOrCreate_ManyThreads_OneMember()
    {
        AioContext[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Open(), Token)));
        AioLock[] locks = await Task.WhenAll(opened.Select(context => Task.Run(() => context.Lock("one"), Token)));
        Assert.Equal(1, locks.Count(mutex => mutex.TryAcquire()));
        Assert.Equal(1, AioContext.List().Single(info => info.Name == _name).MemberCount);
        Array.ForEach(locks, mutex => mutex.Dispose());
        Array.ForEach(opened, context => context.Dispose());
        Assert.DoesNotContain(AioContext.List(), info => info.Name == _name);
    }

    [Fact]
    public void OpenOrCreate_SomebodyHoldsTheLock_TimesOutNamingIt()
    {
        using ContextFile file = Platform.ContextStore.Open(_name, create: true)!;
        Assert.True(file.Lock.TryEnter());
        var impatient = new AioContextOptions { OpenTimeout = TimeSpan.FromMilliseconds(50) };
        AioTimeoutException error = Assert.Throws<AioTimeoutException>(() => AioContext.OpenOrCreate(_name, impatient, Token));
        Assert.Contains($"process {Environment.ProcessId}", error.Message);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => AioContext.OpenOrCreate(_name, cancellationToken: source.Token));
        file.Lock.Exit();
        AioContext.OpenOrCreate(_name, impatient, Token).Dispose();
    }

    [Fact]
    public void Lock_SomebodyIsNaming_TimesOutNamingIt()
    {
        using AioContext context = AioContext.OpenOrCreate(_name, new AioContextOptions { OpenTimeout = TimeSpan.FromMilliseconds(50) }, Token);
        using ContextFile file = Platform.ContextStore.Open(_name, create: false)!;
        Assert.True(file.Lock.TryEnter());
        Assert.Contains($"process {Environment.ProcessId}", Assert.Throws<AioTimeoutException>(() => context.Lock("name")).Message);
        file.Lock.Exit();
        using AioLock mutex = context.Lock("name");
    }

    [Fact]
    public void OpenOrCreate_OpenTimeoutNegative_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AioContext.OpenOrCreate(_name, new AioContextOptions { OpenTimeout = TimeSpan.FromSeconds(-2) }, Token));
}

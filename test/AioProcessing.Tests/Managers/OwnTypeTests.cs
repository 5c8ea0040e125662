namespace AioProcessing.Tests.Managers;

/// <summary>Objects of the tests' own types, called through the proxies that the compiler made.</summary>
public sealed class OwnTypeTests(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<ICounter> MakeAsync(params object?[] arguments) => fixture.Manager.CreateAsync<ICounter, Counter>(arguments);

    [Fact]
    public async Task Call_EachShape_RunsInTheManager()
    {
        ICounter counter = await MakeAsync(40);

        Assert.Equal(41, counter.Add());
        Assert.Equal(43, counter.Add(2, "two"));
        Assert.Equal(44, await counter.AddAsync(1, Stop).InTime());
        Assert.Equal(44, counter.Value);
        counter.Value = 7;
        Assert.Equal(7, counter.Value);
        counter["a", 1] = "first";
        Assert.Equal("first", counter["a", 1]);
        Assert.Equal(["", "two", "", "x", "y"], await counter.NotesAsync(DateTime.UnixEpoch, "x", "y"));
        await counter.TouchAsync();
        counter.Clear();
        await counter.ClearAsync().InTime();
        Assert.Equal(0, counter.Value);
        Assert.NotEqual(Environment.ProcessId, counter.ProcessId);
        Assert.Equal(fixture.Manager.ProcessId, counter.ProcessId);
    }

    [Fact]
    public async Task Call_ManyAtOnce_GivesEachItsOwnResult()
    {
        ICounter counter = await MakeAsync();

        int[] results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => counter.AddAsync(1, Stop))).InTime();

        Assert.Equal(Enumerable.Range(1, 2000), results.Order());
    }

    [Fact]
    public async Task Call_LargeValue_CrossesWhole()
    {
        IBox<byte[]> box = await fixture.Manager.CreateAsync<IBox<byte[]>, Box<byte[]>>();
        byte[] bytes = new byte[20_000_000];
        new Random(1).NextBytes(bytes);

        box.Item = bytes;

        Assert.True(bytes.AsSpan().SequenceEqual(box.Item));
    }

    [Fact]
    public async Task Call_SyncWithinAContinuation_DoesNotHang()
    {
        ICounter counter = await MakeAsync();
        for (int i = 0; i < 100; i++)
        {
            await TouchAndAddAsync(counter);
        }

        Assert.Equal(100, counter.Value);
    }

    private static async Task TouchAndAddAsync(ICounter counter)
    {
        await counter.TouchAsync().ConfigureAwait(false);
        counter.Add();
    }

    [Fact]
    public async Task Member_Throws_ComesWithTheManagersTrace()
    {
        ICounter counter = await MakeAsync();

        AioRemoteException sync = Assert.Throws<AioRemoteException>(() => counter.Fail("one"));
        AioRemoteException async = await Assert.ThrowsAsync<AioRemoteException>(() => counter.FailAsync("two").InTime());

        Assert.Equal("one", Assert.IsType<InvalidOperationException>(sync.InnerException).Message);
        Assert.Equal("two", async.RemoteMessage);
        Assert.Contains("Counter.Fail(String message)", async.RemoteTrace);
    }

    [Fact]
    public async Task Result_ThatCannotCross_IsTheCallersErrorAndNothingElse()
    {
        ICounter counter = await MakeAsync();

        AioSerializationException error = await Assert.ThrowsAsync<AioSerializationException>(() => counter.MakeUnsendableAsync().InTime());

        Assert.Contains("Open", error.MemberPath);
        Assert.Equal(1, counter.Add());
    }

    [Fact]
    public async Task Argument_ThatCannotCross_IsTheCallersErrorAndNothingElse()
    {
        IBox<object> box = await fixture.Manager.CreateAsync<IBox<object>, Box<object>>();

        AioSerializationException error = Assert.Throws<AioSerializationException>(() => box.Item = new Unsendable());

        Assert.Contains("value.Open", error.MemberPath);
        box.Item = 5;
        Assert.Equal(5, box.Item);
    }

    [Fact]
    public async Task Create_ConstructorThrows_IsTheCallersError()
    {
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => fixture.Manager.CreateAsync<ITrace, Refusing>().InTime());
        AioRemoteException noSuch = await Assert.ThrowsAsync<AioRemoteException>(() => MakeAsync("text", 1, 2).InTime());

        Assert.Equal("not me", Assert.IsType<ArgumentException>(error.InnerException).Message);
        Assert.Equal(typeof(MissingMethodException).FullName, noSuch.RemoteType);
    }

    [Fact]
    public async Task Token_Cancelled_CancelsTheCallOverThere()
    {
        ICounter counter = await MakeAsync();
        using CancellationTokenSource source = new();
        Task waiting = counter.WaitAsync(source.Token);
        Task blocking = await counter.BlockAsync(source.Token);
        Assert.Equal(1, await counter.AddAsync(1, Stop).InTime());

        await source.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
        Assert.Equal(source.Token, error.CancellationToken);
        await blocking.InTime(); // It returned, so it was done.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => counter.AddAsync(1, source.Token));
        Assert.Equal(1, counter.Value);
    }

    [Fact]
    public async Task Event_Raised_ReachesHandlersUntilTheyAreRemoved()
    {
        ICounter counter = await MakeAsync();
        List<int> seen = [];
        TaskCompletionSource<object?> sender = new();
        TaskCompletionSource plain = new();
        TaskCompletionSource emptied = new();
        EventHandler<int> changed = (from, value) =>
        {
            seen.Add(value);
            sender.TrySetResult(from);
        };
        counter.Changed += changed;
        counter.Plain += (_, _) => plain.TrySetResult();
        counter.Emptied += () => emptied.TrySetResult();

        for (int i = 0; i < 50; i++)
            counter.Add();
        await Eventually.True(() => seen.Count == 50, "fifty events");
        counter.Changed -= changed;
        counter.Add();
        counter.Clear();
        await emptied.Task.InTime();
        await plain.Task.InTime();

        Assert.Equal(Enumerable.Range(1, 50), seen);
        Assert.Equal(counter, await sender.Task.InTime());
    }

    [Fact]
    public async Task Event_RaisedWhileItsSubscriptionBeginsOrAfterItEnded_HarmsNoOtherCall()
    {
        IUntimely untimely = await fixture.Manager.CreateAsync<IUntimely, Untimely>();
        TaskCompletionSource<string> early = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> seen = [];
        Action<string> handler = text =>
        {
            seen.Add(text);
            early.TrySetResult(text);
        };
        untimely.Raised += handler;
        Assert.Equal("early", await early.Task.InTime());
        untimely.Raised -= handler;

        for (int i = 0; i < 10; i++)
            Assert.Equal(5, untimely.RaiseLate());

        Assert.Equal(["early"], seen);
    }

    [Fact]
    public async Task Stream_Read_ComesInOrderAndNoFasterThanItIsRead()
    {
        ICounter counter = await MakeAsync();
        int next = 0;
        await foreach (int item in counter.CountTo(1000, Stop))
        {
            Assert.Equal(next++, item);
            if (next == 500)
                Assert.InRange(counter.Value, 499, 499 + 2 * 64);
        }

        Assert.Equal(1000, next);
    }

    [Fact]
    public async Task Stream_ReaderLeavesOrCancels_EndsOverThere()
    {
        ICounter counter = await MakeAsync();
        using CancellationTokenSource source = new();
        await foreach (int item in counter.CountTo(int.MaxValue, Stop))
        {
            if (item == 10)
                break;
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in counter.CountTo(int.MaxValue, Stop).WithCancellation(source.Token))
            {
                if (item == 10)
                    await source.CancelAsync();
            }
        });

        while (await counter.StreamsOpenAsync().InTime() != 0)
            await Task.Yield();
    }

    [Fact]
    public async Task Progress_Reported_ComesInOrder()
    {
        ICounter counter = await MakeAsync();
        List<int> seen = [];

        Assert.Equal(100, await counter.WorkAsync(100, new Listener(seen)).InTime());
        Assert.Equal(3, await counter.WorkAsync(3, null).InTime());

        await Eventually.True(() => seen.Count == 100, "a hundred reports");
        Assert.Equal(Enumerable.Range(1, 100), seen);
    }

    private sealed class Listener(List<int> seen) : IProgress<int>
    {
        public void Report(int value) => seen.Add(value);
    }

    [Fact]
    public async Task Proxy_AsArgumentAndResult_StandsForTheSameObject()
    {
        ICounter parent = await MakeAsync();
        ICounter stranger = await MakeAsync();
        ICounter child = parent.Child("a")!;
        child.Value = 5;

        Assert.Null(parent.Child(""));
        Assert.Equal(child, parent.Child("a"));
        Assert.Equal(5, parent.Child("a")!.Value);
        Assert.True(await parent.IsChildAsync(child).InTime());
        Assert.False(await parent.IsChildAsync(stranger).InTime());
        Assert.True(await parent.AreChildrenAsync([child, child]).InTime());
        Assert.Equal(child, Assert.Single(await parent.ChildrenAsync().InTime()));
    }

    [Fact]
    public async Task Handle_AsArgument_IsTheSameObject()
    {
        ICounter counter = await MakeAsync();
        using AioLock mutex = new();

        Assert.True(await counter.TryLockAsync(mutex).InTime());

        Assert.True(mutex.IsHeld);
    }

    [Fact]
    public async Task Open_SameName_IsTheSameObjectUntilRemoved()
    {
        ICounter first = await fixture.Manager.OpenAsync<ICounter, Counter>("shared", 1);
        ICounter second = await fixture.Manager.OpenAsync<ICounter, Counter>("shared", 2);
        ICounter third = await fixture.Manager.GetAsync<ICounter>("shared", Stop);
        first.Add();

        Assert.Equal((2, 2), (second.Value, third.Value));
        Assert.Contains("shared", await fixture.Manager.GetNamesAsync(Stop));
        AioNotHostedException other = await Assert.ThrowsAsync<AioNotHostedException>(() => fixture.Manager.OpenAsync<ITrace, Trace>("shared", "").InTime());
        Assert.Contains("ICounter", other.Message);
        Assert.True(await fixture.Manager.RemoveAsync("shared", Stop));
        Assert.False(await fixture.Manager.RemoveAsync("shared", Stop));
        Assert.Equal(2, first.Value);
        await Assert.ThrowsAsync<AioNotHostedException>(() => fixture.Manager.GetAsync<ICounter>("shared", Stop));
    }

    [Fact]
    public async Task Open_ManyAtOnce_MakesOne()
    {
        ICounter[] all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.Manager.OpenAsync<ICounter, Counter>("race"))).InTime();

        all[0].Value = 9;

        Assert.All(all, one => Assert.Equal(9, one.Value));
    }

    [Fact]
    public async Task Object_NobodyRefersTo_IsDisposedOf()
    {
        string path = Path.Combine(Path.GetTempPath(), $"aio-trace-{Guid.NewGuid():N}");
        ITrace trace = await fixture.Manager.CreateAsync<ITrace, Trace>(path);
        Assert.Equal(1, await trace.CountAsync().InTime());

        AioProxy.Release(trace);

        await Eventually.True(() => File.Exists(path), "the object is disposed of");
        File.Delete(path);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => trace.CountAsync());
    }

    [Fact]
    public async Task Proxy_Disposed_LeavesTheObjectToOthers()
    {
        ICounter first = await fixture.Manager.OpenAsync<ICounter, Counter>("left", 3);
        ICounter second = await fixture.Manager.GetAsync<ICounter>("left", Stop);

        first.Dispose();

        Assert.Equal(3, second.Value);
        Assert.Equal(0, await second.StreamsOpenAsync().InTime());
    }

    [Fact]
    public async Task Interface_WithoutProxy_SaysSo()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => new AioManagerOptions().AskFor<IOnlyMarked>());

        Assert.Contains("[AioHosted]", error.Message);
        await Task.CompletedTask;
    }
}

internal static class Asking
{
    // The compiler sees no interface here, only a type parameter.
#pragma warning disable AIO2002
    public static void AskFor<T>(this AioManagerOptions options)
        where T : class => options.Register<T>("x", () => null!);
#pragma warning restore AIO2002
}

using System.Diagnostics;
using AioProcessing.Os;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.AcrossProcesses;

[Collection(nameof(ContextAcrossProcessesTests))]
public sealed class ContextAcrossProcessesTests : IDisposable
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => AioContext.Delete(_name);

    [Fact]
    public async Task TwoPrograms_ThatKnowOnlyTheName_ShareItsObjects()
    {
        await using ContextHost one = await ContextHost.StartAsync(_name), other = await ContextHost.StartAsync(_name);
        Assert.Equal("put", await one.SayAsync("put jobs 42"));
        Assert.Equal("got 42", await other.SayAsync("get jobs"));
        Assert.Equal("acquired, abandoned False", await one.SayAsync("acquire migrations"));
        Task<string> waiting = other.SayAsync("acquire migrations");
        Assert.Equal("released", await one.SayAsync("release migrations"));
        Assert.Equal("acquired, abandoned False", await waiting);
        Assert.Equal(2, AioContext.List().Single(info => info.Name == _name).MemberCount);
        Assert.Equal(0, await one.EndAsync());
        Assert.Equal(0, await other.EndAsync());
        Assert.DoesNotContain(AioContext.List(), info => info.Name == _name);
    }

    [Fact]
    public async Task Creator_Killed_TheOthersGoOn()
    {
        await using ContextHost creator = await ContextHost.StartAsync(_name);
        Assert.Equal("acquired, abandoned False", await creator.SayAsync("acquire mutex"));
        Assert.Equal("put", await creator.SayAsync("put jobs 7"));
        using AioContext context = Open();
        using AioLock mutex = context.Lock("mutex");
        using AioQueue<int> jobs = context.Queue<int>("jobs", capacity: 10);
        Task<AioLockReleaser> waiting = mutex.AcquireAsync(Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await creator.KillAsync();
        using AioLockReleaser releaser = await waiting.InTime();
        Assert.True(releaser.WasAbandoned);
        Assert.Equal(7, await jobs.GetAsync(Token).AsTask().InTime());
        await using ContextHost late = await ContextHost.StartAsync(_name);
        Assert.Equal("put", await late.SayAsync("put jobs 8"));
        Assert.Equal(8, await jobs.GetAsync(Token).AsTask().InTime());
    }

    [Fact]
    public async Task AllMembers_Killed_TheNextOpenerFindsItFresh()
    {
        await using ContextHost one = await ContextHost.StartAsync(_name), other = await ContextHost.StartAsync(_name);
        Assert.Equal("acquired, abandoned False", await one.SayAsync("acquire mutex"));
        Assert.Equal("put", await other.SayAsync("put jobs 7"));
        await one.KillAsync();
        await other.KillAsync();
        AioContextInfo left = AioContext.List().Single(info => info.Name == _name);
        Assert.Equal(0, left.MemberCount);
        Assert.True(left.UsedBytes > 0);
        using AioContext context = Open();
        using AioLock mutex = context.Lock("mutex");
        Assert.True(mutex.TryAcquire(out AioLockReleaser releaser));
        Assert.False(releaser.WasAbandoned);
        using AioLock jobs = context.Lock("jobs"); // It was a queue; no trace of that is left.
        Assert.Equal(1, AioContext.List().Single(info => info.Name == _name).MemberCount);
    }

    /// <summary>Processes that make the context, name objects and leave again, all the time, are killed at random moments.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Members_KilledAtRandom_NobodyIsEverStuck(bool hasSurvivor)
    {
        const int Kills = 40;
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        AioContext? survivor = hasSurvivor ? Open() : null;
        var victims = new Queue<AioProcess>();
        for (int i = 0; i < 4; i++)
            victims.Enqueue(AioProcess.Start(Churn, _name, random.Next()));
        for (int kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(60), Token);
            AioProcess victim = victims.Dequeue();
            victim.Kill();
            await victim.JoinAsync(Token).InTime();
            using (AioContext between = AioContext.OpenOrCreate(_name, new AioContextOptions { OpenTimeout = Eventually.Patience }, Token))
            using (AioLock mutex = between.Lock("name 0"))
                (await mutex.AcquireAsync(Token).AsTask().InTime()).Dispose();
            victims.Enqueue(AioProcess.Start(Churn, _name, random.Next()));
        }

        foreach (AioProcess victim in victims)
        {
            Assert.True(victim.IsAlive, "A member ended by itself: an error in it.");
            victim.Kill();
            await victim.JoinAsync(Token).InTime();
        }

        // Every name is free for another kind.
        using AioContext after = Open();
        for (int i = 0; i < 4; i++)
        {
            using AioQueue<Guid> queue = after.Queue<Guid>($"name {i}", capacity: 3);
        }

        survivor?.Dispose();
    }

    [Fact]
    public async Task Opener_Stopped_OthersTimeOutNamingItAndGoOnAfterItsDeath()
    {
        using var inside = new AioEvent();
        await using AioProcess opener = AioProcess.Start(StayInside, _name, inside);
        await inside.WaitAsync(Token).AsTask().InTime();
        Signals.Send(opener.Id, Signals.Stop);
        var impatient = new AioContextOptions { OpenTimeout = TimeSpan.FromMilliseconds(100) };
        AioTimeoutException error = Assert.Throws<AioTimeoutException>(() => AioContext.OpenOrCreate(_name, impatient, Token));
        Assert.Contains($"process {opener.Id} ", error.Message);
        opener.Kill();
        await opener.JoinAsync(Token).InTime();
        AioContext.OpenOrCreate(_name, impatient, Token).Dispose();
    }

    [Fact]
    public async Task Reference_ToAnObjectOfANamedContext_IsTheSameObjectOverThere()
    {
        using AioContext context = Open();
        using AioLock mutex = context.Lock("mutex"), unnamed = context.Lock();
        using AioQueue<AioLock> locks = context.Queue<AioLock>(capacity: 4);
        await using AioProcess<bool> child = AioProcess.Start(HoldBoth, mutex, locks);
        await locks.PutAsync(unnamed, Token);
        Assert.True(await child.Result.InTime());
        await child.JoinAsync(Token).InTime();
        Assert.True(mutex.TryAcquire(out AioLockReleaser releaser));
        Assert.True(releaser.WasAbandoned);
        Assert.True(unnamed.TryAcquire(out releaser));
        Assert.True(releaser.WasAbandoned);
    }

    [Fact]
    public async Task Reference_ToAContext_JoinsIt()
    {
        using AioContext context = Open();
        using AioEvent gone = context.Event("gone");
        Assert.Equal(_name, await AioProcess.RunAsync(SetIn, context, Token).InTime());
        Assert.True(gone.IsSet);
    }

    [Fact]
    public async Task Reference_ToAContextThatIsGone_ThrowsAndMakesNone()
    {
        using var references = new AioQueue<AioLock>();
        SendAndLeave(references, _name, Token);
        await Eventually.True(
            () =>
            {
                GC.Collect();
                return AioContext.List().All(info => info.Name != _name);
            },
            "the last reference's sender has left");
        Assert.Contains(_name, Assert.Throws<AioContextException>(() => references.Get(Token)).Message);
        Assert.DoesNotContain(AioContext.List(), info => info.Name == _name);

        // A new context of that name is not the one meant.
        SendAndLeave(references, _name, Token);
        await Eventually.True(
            () =>
            {
                GC.Collect();
                return AioContext.List().All(info => info.Name != _name);
            },
            "the last reference's sender has left");
        using AioContext another = Open();
        Assert.Throws<AioContextException>(() => references.Get(Token));
    }

    [Theory]
    [InlineData("fill 100000")]
    [InlineData("fill 3000")]
    [InlineData("fill 8")]
    [InlineData("promise")]
    [InlineData("many")]
    public async Task Mount_Full_IsAnErrorAndNothingIsLost(string order)
    {
        if (!CanMount())
            Assert.Skip("This system does not let a process mount a memory file system of its own.");
        await using ContextHost host = await ContextHost.StartAsync(
            _name, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /dev/shm && exec \"$@\"", "sh");
        Assert.StartsWith("full", await host.SayAsync(order));
        Assert.StartsWith("full", await host.SayAsync(order));
        Assert.Equal(0, await host.EndAsync());
    }

    private static bool CanMount()
    {
        using Process probe = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    private AioContext Open() => AioContext.OpenOrCreate(_name, cancellationToken: Token);

    // In a method of its own, so that nothing of it is left on the stack.
    private static void SendAndLeave(AioQueue<AioLock> references, string name, CancellationToken token)
    {
        using AioContext context = AioContext.OpenOrCreate(name, cancellationToken: token);
        using AioLock mutex = context.Lock();
        references.Put(mutex, token);
    }

    private static void StayInside(string name, AioEvent inside)
    {
        using ContextFile file = Platform.ContextStore.Open(name, create: true)!;
        file.Enter();
        file.SetLength(1 << 20);
        Assert.True(file.Lock.TryEnter());
        inside.Set();
        Thread.Sleep(Timeout.Infinite);
    }

    private static async Task<bool> HoldBoth(AioLock mutex, AioQueue<AioLock> locks)
    {
        AioLock unnamed = await locks.GetAsync();
        return mutex.TryAcquire() && unnamed.TryAcquire();
    }

    private static string? SetIn(AioContext context, CancellationToken token)
    {
        using AioEvent gone = context.Event("gone");
        gone.Set();
        return context.Name;
    }

    private static async Task Churn(string name, int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            using AioContext context = AioContext.OpenOrCreate(name);
            for (int i = 0; i < 10; i++)
            {
                using AioLock mutex = context.Lock("name 0");
                using AioSemaphore semaphore = context.Semaphore("name 1", 2);
                using AioQueue<string> queue = context.Queue<string>("name 2", capacity: 3);
                using AioEvent set = context.Event("name 3");
                using (await mutex.AcquireAsync())
                    set.Set();
                await semaphore.TryAcquireAsync(TimeSpan.Zero);
                if (!queue.TryPut(new string('x', random.Next(10_000))))
                    queue.TryGet(out _);
            }
        }
    }
}

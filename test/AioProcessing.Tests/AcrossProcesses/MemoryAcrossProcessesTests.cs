using System.Diagnostics;
using AioProcessing.Os;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.AcrossProcesses;

/// <summary>Not beside the tests of contexts: removing orphans would remove theirs.</summary>
[Collection(nameof(ContextAcrossProcessesTests))]
public sealed class MemoryAcrossProcessesTests : IDisposable
{
    private const int OwnedBytes = 16 << 20;

    private readonly string _name = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Platform.MemoryStore.Delete(_name);
        AioContext.Delete(_name);
    }

    [Fact]
    public async Task Add_FromSeveralProcesses_CountsEachExactly()
    {
        const int Rounds = 600_000; // Long enough that they run at the same time, on whatever machine.
        using var start = new AioBarrier(3);
        using var value = new AioValue<long>();
        using var small = new AioValue<short>();
        using var number = new AioValue<double>(isRaw: true);
        using var array = new AioArray<int>(1_000);
        AioProcess[] children = [.. Enumerable.Range(0, 3).Select(_ => AioProcess.Start(AddToAll, start, value, small, number, array, Rounds))];
        foreach (AioProcess child in children)
            Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(3 * Rounds, value.Value);
        Assert.Equal(unchecked((short)(3 * Rounds)), small.Value);
        Assert.Equal(3 * Rounds * 0.5, number.Value);
        Assert.Equal(3 * Rounds, array[999]);
        Assert.Equal(3 * Rounds, array[998]);
    }

    [Fact]
    public async Task Lock_OfALargeValue_ExcludesAndTellsOfADeath()
    {
        using var value = new AioValue<decimal>(1m);
        using var array = new AioArray<decimal>(10);
        AioProcess[] children = [.. Enumerable.Range(0, 3).Select(_ => AioProcess.Start(AddUnderLock, value, array, 1_000))];
        foreach (AioProcess child in children)
            Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(3_001m, value.Value);
        Assert.Equal(3_000m, array[9]);

        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(HoldLock, value, held);
        await held.WaitAsync(Token).AsTask().InTime();
        holder.Kill();
        using AioLockReleaser releaser = await value.Lock.AcquireAsync(Token).AsTask().InTime();
        Assert.True(releaser.WasAbandoned);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_AsArgumentInARecordAndInAQueue_IsTheSameBytes(bool isNamed)
    {
        using AioSharedMemory argument = AioSharedMemory.Create(isNamed ? _name : null, 100_000), item = AioSharedMemory.Create(100_000);
        using var values = new AioArray<long>([1, 2, 3]);
        using var list = new AioSharedList([1, "two"]);
        using var queue = new AioQueue<AioSharedMemory>();
        await queue.PutAsync(item, Token);
        AioSharedMemory captured = argument;
        Assert.Equal(6, await AioProcess.RunAsync(() => captured.Span[99_999] = 6, Token).InTime());
        Assert.Equal("two", await AioProcess.RunAsync(FillAll, argument, queue, new Parts(values, list), Token).InTime());
        Assert.False(argument.Span.ContainsAnyExcept((byte)1));
        Assert.False(item.Span.ContainsAnyExcept((byte)2));
        Assert.Equal([1, 2, 30], values.Span.ToArray());
        Assert.Equal([1, 2], list);
    }

    [Fact]
    public async Task Memory_SentByAProcessThatWasKilled_IsStillReceived()
    {
        using var queue = new AioQueue<AioSharedMemory>();
        using var sent = new AioEvent();
        await using AioProcess sender = AioProcess.Start(Send, queue, sent);
        await sent.WaitAsync(Token).AsTask().InTime();
        sender.Kill();
        await sender.JoinAsync(Token).InTime();
        using AioSharedMemory got = await queue.GetAsync(Token).AsTask().InTime();
        Assert.False(got.Span.ContainsAnyExcept((byte)3));
        Assert.Equal(3_000_000, got.Size);
    }

    [Fact]
    public async Task Owners_Killed_TheirMemoryComesBack()
    {
        using AioContext context = AioContext.OpenOrCreate(_name, cancellationToken: Token);
        using var made = new AioEvent();
        long before = InUse();
        for (int i = 0; i < 3; i++)
        {
            made.Reset();
            await using AioProcess owner = AioProcess.Start(Own, _name, made);
            await made.WaitAsync(Token).AsTask().InTime();
            Assert.True(InUse() - before >= OwnedBytes, "Its pages are not there from the start.");
            owner.Kill();
            await owner.JoinAsync(Token).InTime();
            await Eventually.True(() => InUse() - before < OwnedBytes / 2, "the memory of a killed owner is given back");
        }

        long InUse() => AioContext.List().Single(info => info.Name == _name).UsedBytes;
    }

    [Fact]
    public async Task Named_TwoPrograms_ThatKnowOnlyTheName_ShareIt()
    {
        await using ContextHost one = await ContextHost.StartAsync(_name), other = await ContextHost.StartAsync(_name);
        Assert.Equal("made 5000", await one.SayAsync($"make-memory {_name} 5000"));
        Assert.Equal("opened 5000", await other.SayAsync($"open-memory {_name}"));
        Assert.Equal("written", await other.SayAsync($"write-memory {_name} 42"));
        Assert.Equal("read 42", await one.SayAsync($"read-memory {_name}"));
        Assert.StartsWith("AioContextException", await other.SayAsync($"make-memory {_name} 10"));
        Assert.Equal("added 1", await one.SayAsync("add counter"));
        Assert.Equal("added 2", await other.SayAsync("add counter"));

        // The end of one of them takes nothing from the other, whether it made the memory or not.
        Assert.Equal(0, await one.EndAsync());
        Assert.Equal("read 42", await other.SayAsync($"read-memory {_name}"));
        using (AioSharedMemory mine = AioSharedMemory.Open(_name))
            Assert.Equal(42, mine.Span[0]);
        Assert.Equal("read 42", await other.SayAsync($"read-memory {_name}"));
        Assert.Equal(0, await other.EndAsync());
        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
    }

    [Fact]
    public async Task Named_CreatorKilled_TheOthersGoOn_AndTheLastOneRemovesIt()
    {
        await using ContextHost creator = await ContextHost.StartAsync(_name);
        Assert.Equal("made 5000", await creator.SayAsync($"make-memory {_name} 5000"));
        Assert.Equal("written", await creator.SayAsync($"write-memory {_name} 42"));
        using (AioSharedMemory mine = AioSharedMemory.Open(_name))
        {
            await creator.KillAsync();
            Assert.Equal(42, mine.Span[0]);
            using AioSharedMemory late = AioSharedMemory.Open(_name);
            Assert.Equal(42, late.Span[0]);
        }

        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
    }

    [Fact]
    public async Task Named_AllKilled_IsListedAndRemoved()
    {
        await LeaveOrphan();
        AioSharedMemoryInfo? left = AioSharedMemory.List().SingleOrDefault(info => info.Name == _name);
        Assert.True(left is null or { Size: 5_000, HandleCount: 0 }, $"{left}"); // A child of another test that ends sweeps too.
        AioContext.RemoveOrphans();
        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
        Assert.DoesNotContain(AioContext.List(), info => info.Name == _name);
    }

    [Fact]
    public async Task Named_ByAChildThatIsKilled_IsGoneWhenItsParentHearsOfIt()
    {
        using var made = new AioEvent();
        await using AioProcess owner = AioProcess.Start(OwnNamed, _name, made);
        await made.WaitAsync(Token).AsTask().InTime();
        string path = AioSharedMemory.List().Single(info => info.Name == _name).Path;
        Assert.True(File.Exists(path));
        owner.Kill();
        await owner.JoinAsync(Token).InTime();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Named_AllKilled_NobodyOpensItAndTheNextMakerGetsItFresh()
    {
        await LeaveOrphan();
        Assert.Throws<AioContextException>(() => AioSharedMemory.Open(_name));
        await LeaveOrphan();
        using AioSharedMemory fresh = AioSharedMemory.Create(_name, 6_000);
        Assert.False(fresh.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public async Task RemoveOrphans_WhileOthersUseTheirs_LeavesThemAlone()
    {
        await using ContextHost user = await ContextHost.StartAsync(_name);
        Assert.Equal("made 5000", await user.SayAsync($"make-memory {_name} 5000"));
        Assert.DoesNotContain(_name, AioContext.RemoveOrphans());
        using AioSharedMemory mine = AioSharedMemory.Open(_name);
        Assert.Equal("written", await user.SayAsync($"write-memory {_name} 9"));
        Assert.Equal(9, mine.Span[0]);
    }

    [Fact]
    public async Task Named_MadeAndOpenedByManyAtOnce_UnderKills_IsNeverStuckNorMixed()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var victims = new Queue<AioProcess>();
        for (int i = 0; i < 3; i++)
            victims.Enqueue(AioProcess.Start(Churn, _name));
        for (int kill = 0; kill < 30; kill++)
        {
            await Task.Delay(random.Next(40), Token);
            AioProcess victim = victims.Dequeue();
            Assert.True(victim.IsAlive, "It ended by itself: an error in it.");
            victim.Kill();
            await victim.JoinAsync(Token).InTime();
            TryOnce(_name);
            victims.Enqueue(AioProcess.Start(Churn, _name));
        }

        foreach (AioProcess victim in victims)
        {
            Assert.True(victim.IsAlive, "It ended by itself: an error in it.");
            victim.Kill();
            await victim.JoinAsync(Token).InTime();
        }

        using AioSharedMemory after = AioSharedMemory.Create(_name, 10);
    }

    [Fact]
    public async Task Named_MountFull_IsAnErrorAndNothingIsLeft()
    {
        if (!CanMount())
            Assert.Skip("This system does not let a process mount a memory file system of its own.");
        await using ContextHost host = await ContextHost.StartAsync(
            _name, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=2m tmpfs /dev/shm && exec \"$@\"", "sh");
        for (int i = 0; i < 3; i++)
        {
            Assert.Contains("bytes left", await host.SayAsync("make-memory large 3000000"));
            Assert.Equal("made 1200000", await host.SayAsync($"make-memory small{i} 1200000"));
            Assert.Contains("bytes left", await host.SayAsync($"make-memory second{i} 1200000"));
            Assert.Equal("closed", await host.SayAsync($"close-memory small{i}"));
        }

        // Without a name the mount is no limit.
        Assert.Equal("made 70000000", await host.SayAsync("make-memory - 70000000"));
        Assert.Equal(0, await host.EndAsync());
    }

    [Fact]
    public async Task Named_InPython_IsTheSameBytes()
    {
        using AioSharedMemory memory = AioSharedMemory.Create(_name, 1_000);
        memory.Span[..3].Fill(5);
        const string Program = """
            import mmap, sys
            with open(sys.argv[1], 'r+b') as file, mmap.mmap(file.fileno(), 0) as memory:
                print(len(memory), sum(memory[:]))
                memory[999] = 7
            """;
        using Process? python = TryStart(new ProcessStartInfo("python3", ["-c", Program, memory.Path!]) { RedirectStandardOutput = true });
        if (python is null)
            Assert.Skip("There is no Python here.");
        Assert.Equal("1000 15", (await python.StandardOutput.ReadToEndAsync(Token).InTime()).Trim());
        Assert.Equal(7, memory.Span[999]);
    }

    private async Task LeaveOrphan()
    {
        await using ContextHost creator = await ContextHost.StartAsync(_name);
        Assert.Equal("made 5000", await creator.SayAsync($"make-memory {_name} 5000"));
        Assert.Equal("written", await creator.SayAsync($"write-memory {_name} 42"));
        await creator.KillAsync();
    }

    private static Process? TryStart(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static bool CanMount()
    {
        using Process probe = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    private static void AddToAll(AioBarrier start, AioValue<long> value, AioValue<short> small, AioValue<double> number, AioArray<int> array, int rounds)
    {
        Hammer(() => value.Add(1));
        Hammer(() => small.Add((short)1));
        Hammer(() => number.Add(0.5));
        Hammer(() => array.Add(999, 1));
        Hammer(() =>
        {
            int seen;
            do
                seen = array[998];
            while (array.CompareExchange(998, seen + 1, seen) != seen);
        });

        // One after the other, so that all are at the same word.
        void Hammer(Action add)
        {
            start.SignalAndWait();
            for (int i = 0; i < rounds; i++)
                add();
        }
    }

    private static async Task AddUnderLock(AioValue<decimal> value, AioArray<decimal> array, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            using (await value.Lock.AcquireAsync())
                value.Value++;
            using (await array.Lock.AcquireAsync())
                array[9]++;
        }
    }

    private static async Task HoldLock(AioValue<decimal> value, AioEvent held)
    {
        await value.Lock.AcquireAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task<string> FillAll(AioSharedMemory argument, AioQueue<AioSharedMemory> queue, Parts parts)
    {
        argument.Span.Fill(1);
        using AioSharedMemory item = await queue.GetAsync();
        item.Memory.Span.Fill(2);
        parts.Values[2] *= 10;
        string second = (string)parts.List[1]!;
        parts.List[1] = 2;
        return second;
    }

    private static async Task Send(AioQueue<AioSharedMemory> queue, AioEvent sent)
    {
        AioSharedMemory memory = AioSharedMemory.Create(3_000_000);
        memory.Span.Fill(3);
        await queue.PutAsync(memory);
        sent.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task Own(string name, AioEvent made)
    {
        using AioContext context = AioContext.OpenOrCreate(name);
        using AioArray<byte> array = context.Array<byte>(OwnedBytes);
        made.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task OwnNamed(string name, AioEvent made)
    {
        using AioSharedMemory memory = AioSharedMemory.Create(name, 10_000);
        made.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static void Churn(string name)
    {
        while (true)
            TryOnce(name);
    }

    // Makes it or opens it, whichever works: what is found must be whole.
    private static void TryOnce(string name)
    {
        try
        {
            using AioSharedMemory made = AioSharedMemory.Create(name, 10_000);
            if (made.Span.ContainsAnyExcept((byte)0))
                throw new InvalidOperationException("What was made is not fresh.");
            using AioSharedMemory opened = AioSharedMemory.Open(name);
            made.Span[^1] = 0;
            if (opened.Size != 10_000)
                throw new InvalidOperationException("What was opened is another one.");
        }
        catch (AioContextException)
        {
            try
            {
                using AioSharedMemory opened = AioSharedMemory.Open(name);
                if (opened.Size != 10_000 || opened.Span[9_999] != 0)
                    throw new InvalidOperationException("What was opened is not whole.");
            }
            catch (AioContextException)
            {
                // It went in between.
            }
        }
    }

    private sealed record Parts(AioArray<long> Values, AioSharedList List);
}

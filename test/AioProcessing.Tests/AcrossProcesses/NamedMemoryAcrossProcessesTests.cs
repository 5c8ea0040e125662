using System.Diagnostics;
using AioProcessing.Os;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.AcrossProcesses;

/// <summary>Not beside the tests of contexts: removing orphans would remove theirs.</summary>
[Collection(nameof(ContextAcrossProcessesTests))]
public sealed class NamedMemoryAcrossProcessesTests : IDisposable
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Platform.MemoryStore.Delete(_name);
        AioContext.Delete(_name);
    }

    [Fact]
    public async Task TwoPrograms_ThatKnowOnlyTheName_ShareIt()
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
    public async Task CreatorKilled_TheOthersGoOn_AndTheLastOneRemovesIt()
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
    public async Task AllKilled_IsListedAndRemoved()
    {
        await LeaveOrphan();
        AioSharedMemoryInfo? left = AioSharedMemory.List().SingleOrDefault(info => info.Name == _name);
        Assert.True(left is null or { Size: 5_000, HandleCount: 0 }, $"{left}"); // A child of another test that ends sweeps too.
        AioContext.RemoveOrphans();
        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
        Assert.DoesNotContain(AioContext.List(), info => info.Name == _name);
    }

    [Fact]
    public async Task ByAChildThatIsKilled_IsGoneWhenItsParentHearsOfIt()
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
    public async Task AllKilled_NobodyOpensItAndTheNextMakerGetsItFresh()
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
    public async Task MadeAndOpenedByManyAtOnce_UnderKills_IsNeverStuckNorMixed()
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
    public async Task MountFull_IsAnErrorAndNothingIsLeft()
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
    public async Task InPython_IsTheSameBytes()
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
}

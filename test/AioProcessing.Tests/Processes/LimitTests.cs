using System.Diagnostics;

namespace AioProcessing.Tests.Processes;

public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Affinity_OneProcessor_IsAllThatTheChildHas()
    {
        int allowed = FirstAllowedProcessor();

        (int count, string list) = await AioProcess.RunAsync(ProcessorsHere, Token, new AioProcessOptions { Affinity = [allowed] }).InTime();

        Assert.Equal((1, $"{allowed}"), (count, list));
        Assert.Equal(Environment.ProcessorCount, AioEnvironment.ProcessorCount);
    }

    [Fact]
    public void Affinity_NoSuchProcessor_IsRefused()
    {
        Assert.Contains("4711", Assert.Throws<AioException>(() => AioProcess.Start(Targets.Nothing, new AioProcessOptions { Affinity = [4711] })).Message);
        Assert.Throws<AioException>(() => AioProcess.Start(Targets.Nothing, new AioProcessOptions { Affinity = [-1] }));
        Assert.Throws<ArgumentException>(() => new AioProcessOptions { Affinity = [] });
    }

    [Fact]
    public async Task Priority_Idle_HoldsForEveryThread()
    {
        string levels = await AioProcess.RunAsync(NicenessOfThreads, Token, new AioProcessOptions { Priority = ProcessPriorityClass.Idle }).InTime();

        Assert.Equal("19", levels);
        Assert.NotEqual("19", NicenessOfThreads());
    }

    [Fact]
    public async Task MemoryLimit_HeapGrowsBeyond_ThrowsOutOfMemoryOverThere()
    {
        AioProcessOptions options = new() { MemoryLimitBytes = 64 << 20 };

        Assert.Equal(64 << 20, await AioProcess.RunAsync(MemoryHere, Token, options).InTime());
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => AioProcess.RunAsync(FillHeap, Token, options).InTime());
        Assert.Equal(typeof(OutOfMemoryException).FullName, error.RemoteType);
    }

    [Fact]
    public async Task MemoryLimit_NativeMemoryGrowsBeyond_IsRefusedByTheSystem()
    {
        AioProcessOptions options = new() { MemoryLimitBytes = 64 << 20 };

        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => AioProcess.RunAsync(FillNative, Token, options).InTime());

        Assert.Equal(typeof(OutOfMemoryException).FullName, error.RemoteType);
        Assert.True(await AioProcess.RunAsync(FillNative, Token).InTime() > 0);
    }

    [Fact]
    public void MemoryLimit_TooSmall_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new AioProcessOptions { MemoryLimitBytes = 1 << 20 });

    [Fact]
    public async Task Cancel_TargetIgnoresToken_IsKilledAfterGracePeriod()
    {
        using CancellationTokenSource source = new();
        await using AioProcess process = AioProcess.Start(Targets.IgnoreCancellation, source.Token, new AioProcessOptions { KillGracePeriod = TimeSpan.FromMilliseconds(20) });
        using IDisposable end = process.KillAtEnd();

        process.Cancel();

        Assert.Equal(-9, (await process.Exited.InTime()).ExitCode);
        Assert.Contains("KillGracePeriod", (await Assert.ThrowsAsync<AioProcessExitedException>(() => process.Completion.InTime())).Message);
    }

    private static int FirstAllowedProcessor() => int.Parse(AllowedProcessors().Split('-', ',')[0], null);

    private static string AllowedProcessors() => File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)).Split('\t')[1];

    private static (int Count, string List) ProcessorsHere() => (AioEnvironment.ProcessorCount, AllowedProcessors());

    private static string NicenessOfThreads() => string.Join(',', Directory.GetDirectories("/proc/self/task").Select(task =>
    {
        string stat = File.ReadAllText(Path.Combine(task, "stat"));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16];
    }).Distinct());

    private static long MemoryHere() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static int FillHeap()
    {
        List<byte[]> all = [];
        while (true)
            all.Add(new byte[1 << 20]);
    }

    private static unsafe long FillNative() => (long)System.Runtime.InteropServices.NativeMemory.Alloc(1 << 30);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AioProcessing.Tests.Processes;

/// <summary>Each in a child that stands for the root, because the log belongs to the whole process.</summary>
public sealed class LoggingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_InGrandchild_ArrivesInTheFactoryWithNameAndPid()
    {
        string[] records = await AioProcess.RunAsync(CollectRecords, Token).InTime();

        Assert.Equal(["Information|Test.Category|7|two (PID): hello 42||two", "Error|Test.Category|0|two (PID): bad|System.InvalidOperationException: inside|two"], records);
    }

    [Fact]
    public async Task Log_ManyRecordsAndALargeResult_AllArriveInOrder() => Assert.Equal("20000 in order, 3000000", await AioProcess.RunAsync(FloodRecords, Token).InTime());

    [Fact]
    public async Task Log_NobodyListens_IsNotEnabled() => Assert.False(await AioProcess.RunAsync(IsEnabledHere, Token).InTime());

    [Fact]
    public async Task LogVariable_File_HoldsStartsEndsAndRecords()
    {
        string path = Path.GetTempFileName();
        List<string> errors = [];
        AioProcessOptions options = new()
        {
            Environment = new Dictionary<string, string?> { ["AIOPROCESSING_LOG"] = $"debug:{path}", ["DOTNET_ROLL_FORWARD"] = null },
            StandardError = AioOutput.ToLines(errors.Add),
        };
        await using AioProcess host = AioProcess.Start(RunHost, options);

        Assert.Equal(0, (await host.Exited.InTime()).ExitCode);

        string text = await File.ReadAllTextAsync(path, Token);
        File.Delete(path);
        Assert.Matches(@"\[debug/MainProcess \([0-9]+\)\] AioProcessing: Process 'logged' \(pid [0-9]+\) was started", text);
        Assert.Matches(@"\[information/logged \([0-9]+\)\] Test.Category: hello 42", text);
        Assert.Matches(@"\[debug/MainProcess \([0-9]+\)\] AioProcessing: Process 'logged' \(pid [0-9]+\) ended with exit code 0", text);
    }

    [Fact]
    public async Task Name_InTheSystemsList_IsTheChilds() =>
        Assert.Equal("long_name_of_a_", await AioProcess.RunAsync(CommandName, Token, new AioProcessOptions { Name = "long name of a worker" }).InTime());

    [Fact]
    public async Task Trace_CurrentActivity_IsTheParentOverThere() => Assert.Equal("", await AioProcess.RunAsync(TraceChild, Token).InTime());

    [Fact]
    public async Task WaitsForDebugger_NobodyAttaches_TargetDoesNotRun()
    {
        TaskCompletionSource<string> said = new();
        AioProcessOptions options = new() { Name = "debuggee", WaitsForDebugger = true, StandardError = AioOutput.ToLines(line => said.TrySetResult(line)) };
        await using AioProcess process = AioProcess.Start(Targets.Nothing, options);
        using IDisposable end = process.KillAtEnd();

        Assert.Equal($"Process debuggee (pid {process.Id}) waits for a debugger.", await said.Task.InTime());

        Assert.False(process.Completion.IsCompleted);
        process.Kill();
    }

    private static async Task<string[]> CollectRecords()
    {
        RecordingFactory factory = new();
        AioLog.Factory = factory;
        int pid = 0;
        await using (AioProcess<int> one = AioProcess.Start(PassThrough, new AioProcessOptions { Name = "one" }))
            pid = await one.Result;
        return [.. factory.Records.Where(record => record.StartsWith("Information", StringComparison.Ordinal) || record.StartsWith("Error", StringComparison.Ordinal)).Select(record => record.Replace($"({pid})", "(PID)", StringComparison.Ordinal))];
    }

    private static async Task<int> PassThrough()
    {
        await using AioProcess<int> two = AioProcess.Start(LogTwo, new AioProcessOptions { Name = "two" });
        return await two.Result;
    }

    private static int LogTwo()
    {
        ILogger logger = AioLog.CreateLogger("Test.Category");
        logger.LogDebug("too low");
#pragma warning disable CA2254
        logger.LogInformation(7, "hello {Number}", 42);
        logger.LogError(new InvalidOperationException("inside"), "bad");
#pragma warning restore CA2254
        return Environment.ProcessId;
    }

    private static async Task<string> FloodRecords()
    {
        RecordingFactory factory = new();
        AioLog.Factory = factory;
        string result = await AioProcess.RunAsync(Flood);
        string[] texts = [.. factory.Records.Select(record => record.Split('|')[3].Split(' ')[^1])];
        bool isInOrder = texts.SequenceEqual(Enumerable.Range(0, 20000).Select(i => $"{i}"));
        return $"{texts.Length} {(isInOrder ? "in order" : "out of order")}, {result.Length}";
    }

    private static string Flood()
    {
        ILogger logger = AioLog.CreateLogger("Flood");
        for (int i = 0; i < 20000; i++)
            logger.LogInformation("record {Index}", i);
        return new string('x', 3_000_000);
    }

    private static bool IsEnabledHere() => AioLog.CreateLogger("x").IsEnabled(LogLevel.Critical);

    /// <summary>A program of its own whose root is not one of our children.</summary>
    private static void RunHost()
    {
        // What stands for a root here is a child, which passes its records up; so it is told to forget that.
        AioProcessing.Bootstrap.ThisProcess.Profile = null;
        AioProcess.RunAsync(LogTwo, options: new AioProcessOptions { Name = "logged" }).GetAwaiter().GetResult();
    }

    private static string CommandName() => File.ReadAllText("/proc/self/comm").Trim();

    private static async Task<string> TraceChild()
    {
        List<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "AioProcessing",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity outer = new Activity("outer").Start();
        (string trace, string parent) = await AioProcess.RunAsync(CurrentTrace);
        if (ended.Count != 1 || ended[0].ParentSpanId != outer.SpanId)
            return $"{ended.Count} activities";
        if (Activity.Current != outer)
            return "the current activity was changed";
        return trace == outer.TraceId.ToString() && parent == ended[0].SpanId.ToString() ? "" : $"{trace} below {parent}, not {outer.TraceId} below {ended[0].SpanId}";
    }

    private static (string Trace, string Parent) CurrentTrace() => (Activity.Current!.TraceId.ToString(), Activity.Current.ParentSpanId.ToString());

    private sealed class RecordingFactory : ILoggerFactory
    {
        public ConcurrentQueue<string> Records { get; } = new();

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(RecordingFactory factory, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                string name = $"{((IReadOnlyList<KeyValuePair<string, object?>>)state!).First(pair => pair.Key == "ProcessName").Value}";
                string error = exception is AioRemoteException remote ? $"{remote.RemoteType}: {remote.RemoteMessage}" : "";
                factory.Records.Enqueue($"{logLevel}|{category}|{eventId.Id}|{formatter(state, exception)}|{error}|{name}");
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using AioProcessing;

// What a program does with children, in one page. HostTests run it from this project; PackageTests build it against the package, in every way in which a program can be
// published. A child that fell through to this Main would print "main" again.
if (Environment.GetEnvironmentVariable("HOST_FREEZES") is not null)
    AioProcess.FreezeSupport();
Console.WriteLine("main");
int factor = 7;
Console.WriteLine($"lambda: {await AioProcess.RunAsync(n => n * factor, 6)}");
Console.WriteLine($"local function: {await AioProcess.RunAsync(Twice, "ab")}");
Console.WriteLine($"async: {await AioProcess.RunAsync(async () => { await Task.Yield(); return factor + 1; })}");
Console.WriteLine($"generic method: {await AioProcess.RunAsync(Work.Last<string>, new[] { "x", "y", "z" })}, {await AioProcess.RunAsync(Work.Last<int>, new[] { 1, 2, 3 })}");
Console.WriteLine($"generic class: {await AioProcess.RunAsync(new Box<int>(3).With, 4)}, {await AioProcess.RunAsync(new Box<string>("s").With, "t")}");

Order order = new("tea", 3) { Tags = { "hot", "green" }, Prices = { ["small"] = 1.5m } };
Order answered = await AioProcess.RunAsync(order.Add, 4);
Console.WriteLine($"object: {answered.Item} {answered.Count} {string.Join('+', answered.Tags)} {answered.Prices["small"] == 1.5m}");
Values values = new([1, 2], ["a"], new() { [1] = [order] }, [DayOfWeek.Monday], 5, new DateTime(2026, 1, 2), (3, "c"), 2.5, new int[2, 2] { { 1, 2 }, { 3, 4 } }, new Stack<int>([1, 2]));
Console.WriteLine($"values: {await AioProcess.RunAsync(Work.Describe, values) == Work.Describe(values)}");

using AioQueue<Order> queue = new(capacity: 4);
using AioLock gate = new();
await using AioProcess worker = AioProcess.Start(Work.Produce, queue, gate, 3);
int sum = 0;
await foreach (Order made in queue.ReadAllAsync())
    sum += made.Count;
Console.WriteLine($"queue: {sum}, exit code {(await worker.JoinAsync()).ExitCode}");

AioConnectionOptions pickle = new() { Protocol = AioConnectionProtocol.Pickle, PickleClasses = new AioPickleClasses().Add<Reading>("sensors", "Reading") };
(AioConnection near, AioConnection far) = AioPipe.Create(options: pickle);
await using AioProcess reader = AioProcess.Start(Work.Answer, far);
await near.SendAsync(new Reading("tea", 60.5, [1, 2], new DateTime(2026, 1, 2)));
Reading reading = await near.ReceiveAsync<Reading>();
far.Dispose();
Console.WriteLine($"pipe: {reading.Name} {reading.Celsius == 61.5} {reading.Parts.Length} {reading.Day.Year}, then {await Work.EndOfAsync(near)}");

using CancellationTokenSource source = new();
await using AioProcess waiting = AioProcess.Start(Work.WaitAsync, source.Token);
await source.CancelAsync();
await waiting.JoinAsync();
Console.WriteLine($"cancelled: {waiting.Completion.IsCanceled}");

try
{
    await AioProcess.RunAsync(Work.Fail, "on purpose");
}
catch (AioRemoteException error)
{
    Console.WriteLine($"error: {error.InnerException?.GetType().Name}: {error.InnerException?.Message}");
}

Console.WriteLine($"grandchild: {await AioProcess.RunAsync(async () => 1 + await AioProcess.RunAsync(() => factor))}");
using MemoryStream stream = new();
try
{
#pragma warning disable AIO1001 // Meant: the compiler warns, and the call refuses.
    await AioProcess.RunAsync(() => Work.Length(stream));
#pragma warning restore AIO1001
    Console.WriteLine("a stream crossed");
}
catch (AioSerializationException error)
{
    Console.WriteLine($"refused: {error.MemberPath}");
}

await using AioProcess quiet = AioProcess.Start(() => Console.WriteLine(
    $"entry {Assembly.GetEntryAssembly()?.GetName().Name}, hooks: {Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") ?? "none"}"));
await quiet.JoinAsync();
string program = await AioProcess.RunAsync(() => Path.GetFileName(Environment.ProcessPath)!);
await Console.Error.WriteLineAsync($"under {program}, {await StartMillisecondsAsync()} ms");

string Twice(string text) => text + text;

// The median from the call to the result, for the table of hosts; nothing depends on it.
static async Task<long> StartMillisecondsAsync()
{
    List<long> taken = [];
    for (int i = 0; i < 7; i++)
    {
        long before = Stopwatch.GetTimestamp();
        await AioProcess.RunAsync(static () => 1);
        taken.Add((long)Stopwatch.GetElapsedTime(before).TotalMilliseconds);
    }

    taken.Sort();
    return taken[taken.Count / 2];
}

internal sealed record Order(string Item, int Count)
{
    public List<string> Tags { get; } = [];

    public Dictionary<string, decimal> Prices { get; } = [];

    public Order Add(int more) => this with { Count = Count + more };
}

internal sealed record Values(
    List<int> Numbers, HashSet<string> Names, Dictionary<int, List<Order>> Orders, DayOfWeek[] Days, int? Maybe, DateTime Day, (int, string) Pair, object Boxed, int[,] Table, Stack<int> Stack);

internal sealed record Reading(string Name, double Celsius, int[] Parts, DateTime Day);

internal sealed class Box<T>(T value)
{
    public string With(T other) => $"{value}{other}";
}

internal static class Work
{
    public static T Last<T>(T[] items) => items[^1];

    public static long Length(Stream stream) => stream.Length;

    public static string Describe(Values values) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(' ', values.Numbers)} {values.Names.Contains("a")} {values.Orders[1][0].Tags[1]} {values.Days[0]} {values.Maybe} {values.Day:d} {values.Pair} {values.Boxed} {values.Table[1, 0]} {values.Stack.Peek()}");

    public static void Produce(AioQueue<Order> queue, AioLock gate, int count)
    {
        using (gate.Acquire())
        {
            for (int i = 1; i <= count; i++)
                queue.Put(new Order("item", i));
        }

        queue.Complete();
    }

    public static void Answer(AioConnection connection)
    {
        Reading asked = connection.Receive<Reading>();
        connection.Send(asked with { Celsius = asked.Celsius + 1 });
    }

    public static async Task<string> EndOfAsync(AioConnection connection)
    {
        try
        {
            return (await connection.ReceiveAsync<Reading>()).Name;
        }
        catch (AioConnectionClosedException)
        {
            return "the end";
        }
    }

    public static Task WaitAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public static void Fail(string why) => throw new InvalidOperationException(why);
}

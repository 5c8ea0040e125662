using AioProcessing;

// What a program does with children, in one page. HostTests builds it against the package, publishes it in every way there is, and compares what it prints.
// A child that fell through to this Main would print "main" again.
Console.WriteLine("main");
int factor = 7;
Console.WriteLine($"lambda: {await AioProcess.RunAsync(n => n * factor, 6)}");
Console.WriteLine($"local function: {await AioProcess.RunAsync(Twice, "ab")}");
Console.WriteLine($"async: {await AioProcess.RunAsync(async () => { await Task.Yield(); return factor + 1; })}");
Console.WriteLine($"generic method: {await AioProcess.RunAsync(Work.Last<string>, new[] { "x", "y", "z" })}");

Order order = new("tea", 3) { Tags = { "hot", "green" }, Prices = { ["small"] = 1.5m } };
Order answered = await AioProcess.RunAsync(order.Add, 4);
Console.WriteLine($"object: {answered.Item} {answered.Count} {string.Join('+', answered.Tags)} {answered.Prices["small"]}");
Console.WriteLine($"tuple: {await AioProcess.RunAsync(pair => (pair.Item2, pair.Item1), ("left", 5))}");

using AioQueue<Order> queue = new(capacity: 4);
using AioLock gate = new();
await using AioProcess worker = AioProcess.Start(Work.Produce, queue, gate, 3);
int sum = 0;
await foreach (Order made in queue.ReadAllAsync())
    sum += made.Count;
Console.WriteLine($"queue: {sum}, exit code {(await worker.JoinAsync()).ExitCode}");

try
{
    await AioProcess.RunAsync(Work.Fail, "on purpose");
}
catch (AioRemoteException error)
{
    Console.WriteLine($"error: {error.InnerException?.GetType().Name}: {error.InnerException?.Message}");
}

Console.WriteLine($"grandchild: {await AioProcess.RunAsync(async () => 1 + await AioProcess.RunAsync(() => factor))}");
Console.WriteLine($"environment: {await AioProcess.RunAsync(() => Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") ?? "no hooks")}");
using MemoryStream stream = new();
try
{
    await AioProcess.RunAsync(() => stream.Length);
    Console.WriteLine("a stream crossed");
}
catch (AioSerializationException error)
{
    Console.WriteLine($"refused: {error.MemberPath}");
}

string Twice(string text) => text + text;

internal sealed record Order(string Item, int Count)
{
    public List<string> Tags { get; } = [];

    public Dictionary<string, decimal> Prices { get; } = [];

    public Order Add(int more) => this with { Count = Count + more };
}

internal static class Work
{
    public static T Last<T>(T[] items) => items[^1];

    public static void Produce(AioQueue<Order> queue, AioLock gate, int count)
    {
        using (gate.Acquire())
        {
            for (int i = 1; i <= count; i++)
                queue.Put(new Order("item", i));
        }

        queue.Complete();
    }

    public static void Fail(string why) => throw new InvalidOperationException(why);
}

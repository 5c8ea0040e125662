using System.Globalization;
using AioProcessing;

// Opens a context by its name only, and does with it what standard input says, a line at a time. Each line is answered by one.
using AioContext context = AioContext.OpenOrCreate(args[0]);
Dictionary<string, AioLockReleaser> held = [];
Dictionary<string, IDisposable> kept = [];
Console.WriteLine("open");
while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ');
    try
    {
        Console.WriteLine(Do(words[0], words[1..]));
    }
    catch (AioException error)
    {
        Console.WriteLine($"{error.GetType().Name}: {error.Message}");
    }
}

string Do(string verb, string[] rest)
{
    switch (verb)
    {
        case "acquire":
            AioLockReleaser releaser = Keep(context.Lock(rest[0])).Acquire();
            held[rest[0]] = releaser;
            return $"acquired, abandoned {releaser.WasAbandoned}";
        case "release":
            held[rest[0]].Dispose();
            return "released";
        case "put":
            Keep(context.Queue<int>(rest[0], capacity: 10)).Put(int.Parse(rest[1], CultureInfo.InvariantCulture));
            return "put";
        case "get":
            return Keep(context.Queue<int>(rest[0], capacity: 10)).TryGet(TimeSpan.FromSeconds(20), out int item) ? $"got {item}" : "nothing";
        case "fill":
            return Fill(int.Parse(rest[0], CultureInfo.InvariantCulture));
        case "promise":
            return Promise();
        case "many":
            return Many();
        case "add":
            return $"added {Keep(context.Value<int>(rest[0])).Add(1)}";
        case "make-memory":
            return $"made {Named(rest[0], AioSharedMemory.Create(rest[0] == "-" ? null : rest[0], int.Parse(rest[1], CultureInfo.InvariantCulture))).Size}";
        case "open-memory":
            return $"opened {Named(rest[0], AioSharedMemory.Open(rest[0])).Size}";
        case "write-memory":
            ((AioSharedMemory)kept[rest[0]]).Span.Fill(byte.Parse(rest[1], CultureInfo.InvariantCulture));
            return "written";
        case "read-memory":
            return $"read {((AioSharedMemory)kept[rest[0]]).Span[^1]}";
        case "close-memory":
            kept[rest[0]].Dispose();
            return "closed";
        default:
            return $"what is {verb}?";
    }
}

AioSharedMemory Named(string name, AioSharedMemory made)
{
    kept[name] = made;
    return made;
}

T Keep<T>(T made)
    where T : IDisposable
{
    kept[Guid.NewGuid().ToString()] = made;
    return made;
}

// Puts until there is no memory, takes all out again, and puts and takes once more: what was refused must have cost nothing.
string Fill(int itemBytes)
{
    using AioQueue<byte[]> queue = context.Queue<byte[]>();
    string said = "";
    int items = 0;
    try
    {
        for (; ; items++)
            queue.Put(Item(items));
    }
    catch (AioContextException error)
    {
        said = error.Message;
    }

    if (items == 0 || queue.Count != items)
        return $"wrong: {items} were put, {queue.Count} are there: {said}";
    for (int i = 0; i < items; i++)
    {
        if (!queue.Get().AsSpan().SequenceEqual(Item(i)))
            return $"wrong: item {i} of {items} is not what was put";
    }

    queue.Put(Item(7));
    return queue.Get().AsSpan().SequenceEqual(Item(7)) ? $"full after {items}: {said}" : "wrong: the item put last is not what was put";

    byte[] Item(int number)
    {
        byte[] item = new byte[itemBytes];
        Array.Fill(item, (byte)number);
        return item;
    }
}

// A queue with a capacity has the memory for as many small items from the start, whatever others use up, and wherever in its ring they come to lie.
string Promise()
{
    const int Capacity = 300, Kept = 20;
    using AioQueue<byte[]> bounded = context.Queue<byte[]>(capacity: Capacity), rest = context.Queue<byte[]>();
    for (int i = 0; i < Kept; i++)
        bounded.Put(new byte[900]);
    string said = Exhaust(rest, 3_000) + Exhaust(rest, 30);
    int put = 0, got = -Kept;
    for (; got < 10_000; got++)
    {
        while (got >= 0 && put - got < Capacity)
            bounded.Put(Item(put++));
        byte[] item = bounded.Get();
        if (got >= 0 && !item.AsSpan().SequenceEqual(Item(got)))
            return $"wrong: item {got} is not what was put";
    }

    return $"full: {said}";

    static byte[] Item(int number)
    {
        byte[] item = new byte[200];
        Array.Fill(item, (byte)number);
        return item;
    }

    static string Exhaust(AioQueue<byte[]> queue, int itemBytes)
    {
        try
        {
            while (true)
                queue.Put(new byte[itemBytes]);
        }
        catch (AioContextException error)
        {
            return error.Message;
        }
    }
}

// Makes objects until there is no memory, and uses the last one that was made.
string Many()
{
    List<AioSemaphore> made = [];
    try
    {
        while (true)
            made.Add(context.Semaphore(1));
    }
    catch (AioContextException error)
    {
        bool works = made[^1].TryAcquire() && !made[^1].TryAcquire();
        int count = made.Count;
        made.ForEach(semaphore => semaphore.Dispose());
        using AioLock another = context.Lock();
        return $"{(works && another.TryAcquire() ? "full" : "wrong")} after {count}: {error.Message}";
    }
}

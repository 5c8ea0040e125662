using AioProcessing;
using SharedState;

// SharedState                       three processes of this tree, then a client over TCP with a key
// SharedState --network-namespace   the same, and the client lives in a network namespace of its own, if this user may make one
// SharedState client HOST PORT KEY  that client; it may as well run on another machine
const string Usage = "SharedState [--network-namespace] | SharedState client HOST PORT KEY";
switch (args)
{
    case ["client", string host, string port, string key] when ushort.TryParse(port, out ushort number) && IsKey(key):
        return await Network.VisitAsync((host, number), Convert.FromHexString(key));
    case [] or ["--network-namespace"]:
        await ShareInTreeAsync();
        return await Network.ServeAsync(usesNamespace: args.Length > 0);
    case ["--help" or "-h"]:
        Console.WriteLine(Usage);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static bool IsKey(string text) => text.Length > 0 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);

static async Task ShareInTreeAsync()
{
    await using AioManager manager = await AioManager.StartAsync();
    IAioDictionary<string, int> words = manager.Dictionary<string, int>();
    IAioNamespace settings = manager.Namespace();
    IVisits visits = await manager.CreateAsync<IVisits, Visits>();
    visits.Milestone += (visitor, count) => Console.WriteLine($"visit {count} is {visitor}'s");
    settings.Set("separator", ' ');

    string[] lines = ["to be or not to be", "that is the question", "to die to sleep no more"];
    AioProcess[] workers = [.. lines.Select(line => AioProcess.Start(CountAsync, words, settings, visits, line))];
    foreach (AioProcess worker in workers)
        await worker.Completion;

    foreach ((string word, int count) in (await words.ToArrayAsync()).OrderByDescending(pair => pair.Value).Take(3))
        Console.WriteLine($"{word}: {count}");
    await foreach (string visitor in visits.VisitorsAsync())
        Console.WriteLine($"{visitor} was here");
}

// Runs in a process of its own; the three objects are the same in all of them.
static async Task CountAsync(IAioDictionary<string, int> words, IAioNamespace settings, IVisits visits, string line)
{
    foreach (string word in line.Split(settings.Get<char>("separator")))
    {
        await words.AddOrUpdateAsync(word, 1, static (_, count) => count + 1);
        await visits.AddAsync(AioProcess.Current.Name);
    }
}

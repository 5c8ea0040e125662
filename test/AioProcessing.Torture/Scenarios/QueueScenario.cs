using System.Diagnostics;

namespace AioProcessing.Torture.Scenarios;

/// <summary>Producers number their items, relays move them on, and the survivor reads: nothing twice, nothing out of order, nothing lost but in a dead relay's hands.</summary>
internal sealed class QueueScenario(TortureOptions options, Action<string> log)
{
    public const string Fault = "queue";

    private const int Relays = 2;
    private const int Producers = 3;

    // Far from the producers' numbers, which count their kills.
    private const int FirstRelay = 1 << 19;

    // A relay may have one get completing and one item on its way into the second queue.
    private const int MostTakenAlong = 2;

    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(20);

    private readonly TortureReport _report = new("queue", options.Seed);
    private readonly AioQueue<Item> _first = new(50);
    private readonly AioQueue<Item> _second = new(50);
    private readonly Dictionary<int, HashSet<int>> _seen = [];

    public async Task<TortureReport> RunAsync()
    {
        var random = new Random(options.Seed);
        log($"queue: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        using Board board = Board.Create();
        var producers = new Victims(board, number => AioProcess.Start(Produce, _first, board.FilePath, number, options.Seed), Producers);
        var relays = new Victims(board, number => AioProcess.Start(Relay, _first, _second, board.FilePath, number, options.Plant), Relays, FirstRelay);
        using var end = new CancellationTokenSource(options.Duration);
        Task<bool> survivor = ReadAsync(end.Token);
        while (!end.IsCancellationRequested && !survivor.IsCompleted)
        {
            await Task.Delay(random.Next(1, 10));
            Victims chosen = random.Next(2) == 0 ? relays : producers;
            if (random.Next(4) == 0)
                await chosen.StopOneAsync(random);
            else if (await chosen.KillOneAsync(random) is { ExitCode: not -9 } exit)
                _report.Violations.Enqueue($"a victim was not killed by us: {exit}");
        }

        await survivor;
        await producers.KillAllAsync();
        await DrainAsync();
        await relays.KillAllAsync();
        await DrainAsync();
        Judge(relays.Kills);
        _report.Kills = producers.Kills + relays.Kills;
        _report.Stops = producers.Stops + relays.Stops;
        return _report;
    }

    private async Task<bool> ReadAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            (bool taken, Item? item) = await _second.TryGetAsync(s_tooLong, CancellationToken.None);
            if (!taken)
            {
                _report.Violations.Enqueue($"the survivor waited {s_tooLong.TotalSeconds} s for an item");
                return false;
            }

            // Between two items there is either work or a death; the long gaps are the recoveries, and the start of a replacement.
            _report.RecoveriesMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Note(item);
        }

        return true;
    }

    private async Task DrainAsync()
    {
        while (!_first.IsEmpty || !_second.IsEmpty)
        {
            (bool taken, Item? item) = await _second.TryGetAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            if (taken)
                Note(item);
            else if (!_first.TryGet(out item))
                return;
            else
                Note(item);
        }
    }

    private void Note(Item item)
    {
        _report.Operations++;
        if (!_seen.TryGetValue(item.Producer, out HashSet<int>? numbers))
            _seen.Add(item.Producer, numbers = []);
        if (!numbers.Add(item.Number))
            _report.Violations.Enqueue($"item {item.Number} of producer {item.Producer} came twice");
        if (!item.IsWhole)
            _report.Violations.Enqueue($"item {item.Number} of producer {item.Producer} came damaged");
    }

    private void Judge(int relayKills)
    {
        foreach ((int _, HashSet<int> numbers) in _seen)
            _report.TakenAlong += numbers.Max() + 1 - numbers.Count;
        long allowed = (long)relayKills * MostTakenAlong;
        if (_report.TakenAlong > allowed)
            _report.Violations.Enqueue($"{_report.TakenAlong} items are missing, {relayKills} killed relays account for at most {allowed}");
        foreach (string violation in _report.Violations.Take(5))
            log($"violation: {violation}");
    }

    private static async Task Produce(AioQueue<Item> queue, string boardPath, int producer, int seed)
    {
        Board.Open(boardPath).Enter(producer);
        var random = new Random(seed + producer);
        for (int number = 0; ; number++)
        {
            // Some go into the ring, some into blocks of their own.
            int size = random.Next(10) == 0 ? random.Next(5_000, 70_000) : random.Next(64);
            await queue.PutAsync(Item.Make(producer, number, size));
        }
    }

    private static async Task Relay(AioQueue<Item> from, AioQueue<Item> to, string boardPath, int number, string? plant)
    {
        Board.Open(boardPath).Enter(number);
        int moved = 0;
        await foreach (Item item in from.ReadAllAsync())
        {
            if (plant == Fault && ++moved % 3 == 0)
                continue; // The planted fault: an item vanishes.
            await to.PutAsync(item);
        }
    }

    /// <summary>An item that shows whether it is whole.</summary>
    private sealed record Item(int Producer, int Number, byte[] Filling)
    {
        public bool IsWhole => Array.TrueForAll(Filling, value => value == (byte)Number);

        public static Item Make(int producer, int number, int size)
        {
            byte[] filling = new byte[size];
            Array.Fill(filling, (byte)number);
            return new Item(producer, number, filling);
        }
    }
}

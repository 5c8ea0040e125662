namespace AioProcessing.Torture.Scenarios;

/// <summary>
/// Producers number their items and put them into a first queue, relays move them on to a second, and the survivor reads there. Plain relays get, so an item
/// never comes twice, and one that a relay had got may die with it. Leasing relays complete an item when it has been moved, so none is ever missing, and
/// one that had been moved may come again.
/// </summary>
internal sealed class QueuePipeline(bool leases, Board board, int firstNumber, int seed, string? plant, Action<string> complain)
{
    public const string LossFault = "loss";
    public const string RepetitionFault = "repetition";

    private const int ProducersAtATime = 2;
    private const int RelaysAtATime = 2;
    private const int Range = 1 << 17;
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(30);

    private readonly AioQueue<Item> _first = new(50);
    private readonly AioQueue<Item> _second = new(50);
    private readonly Dictionary<int, Dictionary<int, int>> _seen = [];
    private Victims? _producers;
    private Victims? _relays;

    public long Operations { get; private set; }

    public long TakenAlong { get; private set; }

    public IReadOnlyList<Victims> Victims => [_producers!, _relays!];

    public void Start()
    {
        (AioQueue<Item> first, AioQueue<Item> second, string path, bool isLeasing, int myseed, string? fault) = (_first, _second, board.FilePath, leases, seed, plant);
        _producers = new Victims(board, number => AioProcess.Start(Produce, first, path, number, myseed), ProducersAtATime, firstNumber);
        _relays = new Victims(board, number => AioProcess.Start(Relay, first, second, path, number, isLeasing, fault), RelaysAtATime, firstNumber + Range);
    }

    /// <summary>The survivor's reading of the second queue, and its own putting to it, until the end.</summary>
    public async Task SurviveAsync(StallClock clock, CancellationToken end)
    {
        Task putting = Task.Run(() => PutAsync(clock, end), CancellationToken.None);
        await Task.Run(() => ReadAsync(clock, until: putting), CancellationToken.None); // It must go on until then, or there would be no room for the last put.
        await putting;
    }

    /// <summary>Kills everybody, reads what is left, and says what is wrong.</summary>
    public async Task EndAsync()
    {
        await _producers!.KillAllAsync();
        await _relays!.KillAllAsync();
        foreach (AioQueue<Item> queue in (AioQueue<Item>[])[_second, _first])
        {
            while (queue.TryGet(out Item? item))
                Note(item);
        }

        long missing = 0, repeated = 0;
        foreach ((int producer, Dictionary<int, int> numbers) in _seen)
        {
            missing += Enumerable.Range(0, (int)board.Progress(producer)).Count(number => !numbers.ContainsKey(number));
            repeated += numbers.Values.Sum(times => times - 1);
        }

        int kills = _relays.Kills;
        TakenAlong = missing;
        if (missing > (leases ? 0 : kills))
            complain($"{missing} items are missing of the {Name} pipeline; {kills} killed relays account for at most {(leases ? 0 : kills)}");
        if (repeated > (leases ? kills : 0))
            complain($"{repeated} items came twice of the {Name} pipeline; {kills} killed relays account for at most {(leases ? kills : 0)}");
    }

    private string Name => leases ? "leased" : "plain";

    private async Task ReadAsync(StallClock clock, Task until)
    {
        while (!until.IsCompleted)
        {
            (bool taken, Item? item) = await clock.MeasureAsync(() => _second.TryGetAsync(s_tooLong, CancellationToken.None));
            if (!taken)
            {
                complain($"the survivor waited {s_tooLong.TotalSeconds} s for an item of the {Name} pipeline");
                return;
            }

            Note(item);
        }
    }

    // Its items keep the reader busy, so that a long wait there is a stall and not idleness.
    private async Task PutAsync(StallClock clock, CancellationToken end)
    {
        int me = firstNumber + (2 * Range);
        for (int number = 0; !end.IsCancellationRequested; number++)
        {
            bool isPut = await clock.MeasureAsync(() => _second.TryPutAsync(Item.Make(me, number, 0), s_tooLong, CancellationToken.None));
            if (!isPut)
            {
                complain($"the survivor waited {s_tooLong.TotalSeconds} s for room in the {Name} pipeline");
                return;
            }

            board.NoteProgress(me, number + 1);
            if (number % 16 == 0)
                await Task.Delay(1, CancellationToken.None);
        }
    }

    private void Note(Item item)
    {
        lock (_seen)
        {
            Operations++;
            if (!_seen.TryGetValue(item.Producer, out Dictionary<int, int>? numbers))
                _seen.Add(item.Producer, numbers = []);
            numbers[item.Number] = numbers.GetValueOrDefault(item.Number) + 1;
        }

        if (!item.IsWhole)
            complain($"item {item.Number} of producer {item.Producer} came damaged");
    }

    private static async Task Produce(AioQueue<Item> queue, string boardPath, int producer, int seed)
    {
        Board board = Board.Open(boardPath);
        board.Enter(producer);
        var random = new Random(seed + producer);
        for (int number = 0; ; number++)
        {
            // Some go into the ring, some into blocks of their own.
            int size = random.Next(10) == 0 ? random.Next(5_000, 70_000) : random.Next(64);
            await queue.PutAsync(Item.Make(producer, number, size));
            board.NoteProgress(producer, number + 1);
        }
    }

    private static async Task Relay(AioQueue<Item> from, AioQueue<Item> to, string boardPath, int number, bool leases, string? plant)
    {
        Board.Open(boardPath).Enter(number);
        for (int moved = 1; ; moved++)
        {
            bool isFaulty = moved % 3 == 0; // Of the planted faults: an item vanishes, or goes on twice.
            AioLease<Item>? lease = leases ? await from.LeaseAsync() : null;
            Item item = lease is null ? await from.GetAsync() : lease.Item;
            if (plant != LossFault || !isFaulty)
                await to.PutAsync(item);
            if (plant == RepetitionFault && isFaulty)
                await to.PutAsync(item);
            lease?.Complete();
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

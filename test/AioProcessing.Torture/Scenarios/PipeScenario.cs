using System.Collections.Concurrent;

namespace AioProcessing.Torture.Scenarios;

/// <summary>
/// A pipe to each of several processes, which are killed and stopped; both sides send numbered messages all the time, some of them with an end of a pipe of
/// their own inside. Whole messages come without a gap, as far as the dead one's sends had returned; then comes the end, also of the ends inside.
/// </summary>
internal sealed class PipeScenario(TortureOptions options, Action<string> log)
{
    public const string GapFault = "gap";
    public const string TearFault = "tear";
    public const string EndFault = "end";

    private const int VictimsAtATime = 3;
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(30);

    private readonly TortureReport _report = new("pipe", options.Seed);
    private readonly StallClock _clock = new();
    private readonly ConcurrentQueue<Task> _links = [];
    private readonly ConcurrentQueue<AioConnection> _forgotten = [];
    private long _operations;

    public async Task<TortureReport> RunAsync()
    {
        log($"pipe: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        using Board board = Board.Create();
        board.Enter(Board.Survivor);
        using var end = new CancellationTokenSource(options.Duration);
        var victims = new Victims(board, number => StartOne(board, number), VictimsAtATime);
        await victims.HarryAsync(new Random(options.Seed), 20, _clock, _report, end.Token);
        await victims.KillAllAsync();
        foreach (Task link in _links)
            await link;
        _report.Operations = _operations;
        _report.Kills = victims.Kills;
        _report.Stops = victims.Stops;
        _report.ExitsMs.AddRange(victims.ExitsMs);
        foreach (string violation in _report.Violations.Take(5))
            log($"violation: {violation}");
        return _report;
    }

    private AioProcess StartOne(Board board, int number)
    {
        (AioConnection ours, AioConnection theirs) = AioPipe.Create();
        (string path, int seed, string? plant) = (board.FilePath, options.Seed, options.Plant);
        AioProcess victim = AioProcess.Start(TalkAsync, theirs, path, number, seed, plant);
        if (plant == EndFault && number % 3 == 0)
            _forgotten.Enqueue(theirs); // Nobody hears of the death then.
        else
            theirs.Dispose();
        _links.Enqueue(Task.Run(() => LinkAsync(ours, board, number)));
        return victim;
    }

    /// <summary>The survivor's part in one pipe, until its other end is gone.</summary>
    private async Task LinkAsync(AioConnection ours, Board board, int number)
    {
        Task sending = Task.Run(() => SendAsync(ours, number));
        List<Task> inside = [];
        int got = 0;
        try
        {
            while (true)
            {
                (bool hasCome, Letter? letter) = await _clock.MeasureAsync(() => ours.TryReceiveAsync<Letter>(LimitFor(EndFault)));
                if (!hasCome)
                {
                    _report.Violations.Enqueue($"nothing came from process {number} for so long, and its death was not told");
                    break;
                }

                Check(letter!, got++, number);
                if (letter!.Enclosed is { } enclosed)
                    inside.Add(Task.Run(() => DrainAsync(enclosed, number)));
            }
        }
        catch (AioConnectionClosedException)
        {
            if (got < board.Progress(number))
                _report.Violations.Enqueue($"{got} messages of process {number} came, and {board.Progress(number)} were sent");
        }

        ours.Dispose();
        await sending;
        await Task.WhenAll(inside);
    }

    private async Task SendAsync(AioConnection ours, int number)
    {
        var random = new Random(options.Seed - number);
        try
        {
            for (int i = 0; ; i++)
            {
                if (await _clock.MeasureAsync(() => ours.TrySendAsync(s_tooLong, Letter.Make(i, NextSize(random)))))
                    continue;
                _report.Violations.Enqueue($"there was no room for a message to process {number} for {s_tooLong.TotalSeconds} s");
                return;
            }
        }
        catch (Exception exception) when (exception is AioConnectionClosedException or ObjectDisposedException)
        {
            // It is dead, or the reader has seen that.
        }
    }

    /// <summary>An end that came inside a message: what was sent through it, and then its end, because its sender lets go of the other one or dies.</summary>
    private async Task DrainAsync(AioConnection enclosed, int number)
    {
        using AioConnection end = enclosed;
        try
        {
            for (int got = 0; ; got++)
            {
                (bool hasCome, int item) = await end.TryReceiveAsync<int>(s_tooLong);
                if (hasCome && item == got)
                    continue;
                _report.Violations.Enqueue(hasCome ? $"{item} came as number {got} through an end inside" : $"an end inside a message of process {number} does not end");
                return;
            }
        }
        catch (AioConnectionClosedException)
        {
            Interlocked.Increment(ref _operations);
        }
    }

    private void Check(Letter letter, int expected, int number)
    {
        Interlocked.Increment(ref _operations);
        if (letter.Number != expected)
            _report.Violations.Enqueue($"message {letter.Number} of process {number} came where {expected} was due");
        if (!letter.IsWhole)
            _report.Violations.Enqueue($"message {letter.Number} of process {number} is torn");
    }

    // A planted fault is not worth half a minute.
    private TimeSpan LimitFor(string fault) => options.Plant == fault ? TimeSpan.FromSeconds(5) : s_tooLong;

    private static int NextSize(Random random) => random.Next(8) switch
    {
        0 => random.Next(5_000, 200_000),
        1 => random.Next(40) == 0 ? random.Next(4_000_000) : 0,
        _ => random.Next(64),
    };

    private static async Task TalkAsync(AioConnection theirs, string boardPath, int number, int seed, string? plant)
    {
        Board board = Board.Open(boardPath);
        _ = Task.Run(() => ListenAsync(theirs));
        var random = new Random(seed + number);
        board.Enter(number);
        for (int i = 0; ; i++)
        {
            Letter letter = Letter.Make(plant == GapFault && i == 20 ? i + 1 : i, NextSize(random));
            if (plant == TearFault && i == 20)
                letter = Letter.Make(i, 10) with { Number = i, Filling = [1, 2, 3] };
            AioConnection? rest = null;
            if (random.Next(20) == 0)
                (letter, rest) = Enclose(letter);
            await theirs.SendAsync(letter);
            board.NoteProgress(number, i + 1);
            letter.Enclosed?.Dispose();
            if (rest is not null)
                _ = Task.Run(() => FeedAsync(rest, random.Next(100)));
        }
    }

    private static (Letter Letter, AioConnection Other) Enclose(Letter letter)
    {
        (AioConnection goes, AioConnection stays) = AioPipe.Create();
        return (letter with { Enclosed = goes }, stays);
    }

    private static async Task FeedAsync(AioConnection rest, int count)
    {
        using AioConnection end = rest;
        for (int i = 0; i < count; i++)
            await end.SendAsync(i);
    }

    private static async Task ListenAsync(AioConnection theirs)
    {
        for (int got = 0; ; got++)
        {
            Letter letter = await theirs.ReceiveAsync<Letter>();
            if (letter.Number != got || !letter.IsWhole)
                Environment.FailFast($"message {letter.Number} came where {got} was due, or is torn"); // Then the victim was not killed by the scenario, which tells.
        }
    }

    /// <summary>A message that shows whether it is whole.</summary>
    private sealed record Letter(int Number, byte[] Filling, AioConnection? Enclosed)
    {
        public bool IsWhole => Filling.AsSpan().IndexOfAnyExcept((byte)Number) < 0;

        public static Letter Make(int number, int size)
        {
            byte[] filling = new byte[size];
            Array.Fill(filling, (byte)number);
            return new Letter(number, filling, null);
        }
    }
}

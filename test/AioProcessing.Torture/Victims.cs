using System.Diagnostics;
using AioProcessing.Torture.Scenarios;

namespace AioProcessing.Torture;

/// <summary>A fixed number of children, each replaced when it was killed. Several tasks may call it at once.</summary>
internal sealed class Victims
{
    private static readonly TimeSpan s_aftermath = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly Board _board;
    private readonly Func<int, AioProcess> _start;
    private readonly Victim?[] _living; // Null while one is being killed and replaced.
    private readonly int _fewestAtWork;
    private int _lastNumber;
    private int _kills;
    private int _stops;

    /// <param name="board">Where a child says, by its number, that it is at work.</param>
    /// <param name="start">Starts a child with this number.</param>
    /// <param name="count">How many live at a time.</param>
    /// <param name="firstNumber">Its children get the numbers from here on.</param>
    public Victims(Board board, Func<int, AioProcess> start, int count, int firstNumber = Board.Survivor + 1)
    {
        _board = board;
        _start = start;
        _lastNumber = firstNumber - 1;
        _living = [.. Enumerable.Range(0, count).Select(_ => StartNext())];
        _fewestAtWork = Math.Min(2, count);
    }

    public int Kills => _kills;

    public int Stops => _stops;

    /// <summary>From each kill to the moment when it was known here, in milliseconds; to be read when nobody kills any more.</summary>
    public List<double> ExitsMs { get; } = [];

    /// <summary>Kills and stops at random until the end, or until something is violated, and notes what that did to the survivor.</summary>
    public async Task HarryAsync(Random random, int longestPauseMs, StallClock clock, TortureReport report, CancellationToken end)
    {
        while (!end.IsCancellationRequested && report.Violations.IsEmpty)
        {
            await Task.Delay(random.Next(1, longestPauseMs), CancellationToken.None);
            if (random.Next(6) == 0)
            {
                await StopOneAsync(random);
                continue;
            }

            long moment = Stopwatch.GetTimestamp();
            if (await KillOneAsync(random) is not { } exit)
                continue;
            await Task.Delay(s_aftermath, CancellationToken.None);
            report.RecoveriesMs.Add(clock.LongestSince(moment));
            if (exit.ExitCode != -9)
                report.Violations.Enqueue($"a victim was not killed by us: {exit}");
        }
    }

    /// <summary>Kills one at random that is at work, waits until that is known, and starts another.</summary>
    /// <returns>How it ended; null when too few are at work to spare one.</returns>
    public async Task<AioExit?> KillOneAsync(Random random)
    {
        if (Pick(random, remove: true) is not (int index, Victim victim))
            return null;
        _board.NoteKill(victim.Number);
        long start = Stopwatch.GetTimestamp();
        victim.Process.Kill();
        AioExit exit = await victim.Process.Exited;
        double exitMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Interlocked.Increment(ref _kills);
        Victim next = StartNext();
        lock (_gate)
        {
            _living[index] = next;
            ExitsMs.Add(exitMs);
        }

        return exit;
    }

    /// <summary>Stops one at random for a while; it must never be taken for dead.</summary>
    public async Task StopOneAsync(Random random)
    {
        if (Pick(random, remove: false) is not (_, Victim victim))
            return;
        Interlocked.Increment(ref _stops);
        Signal.Stop(victim.Process.Id);
        await Task.Delay(random.Next(1, 30));
        if (victim.Process.IsAlive)
            Signal.Continue(victim.Process.Id);
    }

    /// <summary>When nobody else calls any more.</summary>
    public async Task KillAllAsync()
    {
        foreach (Victim? victim in _living)
        {
            _board.NoteKill(victim!.Number);
            victim.Process.Kill();
        }

        foreach (Victim? victim in _living)
            await victim!.Process.Exited;
        _kills += _living.Length;
    }

    private Victim StartNext()
    {
        int number = Interlocked.Increment(ref _lastNumber);
        return new Victim(number, _start(number));
    }

    private (int Index, Victim Victim)? Pick(Random random, bool remove)
    {
        lock (_gate)
        {
            int[] atWork = [.. Enumerable.Range(0, _living.Length).Where(index => _living[index] is { } one && _board.IsAtWork(one.Number))];
            if (atWork.Length < _fewestAtWork)
                return null;
            int index = atWork[random.Next(atWork.Length)];
            Victim victim = _living[index]!;
            if (remove)
                _living[index] = null;
            return (index, victim);
        }
    }

    private sealed record Victim(int Number, AioProcess Process);
}

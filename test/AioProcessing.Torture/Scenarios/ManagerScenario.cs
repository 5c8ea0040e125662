using System.Diagnostics;

namespace AioProcessing.Torture.Scenarios;

/// <summary>
/// Rounds of a manager and its clients. In each, clients are killed and replaced at random; then the manager is killed, and every client must notice in every call; or all clients are, and the manager must have nothing left of them.
/// </summary>
internal sealed class ManagerScenario(TortureOptions options, Action<string> log)
{
    public const string RepetitionFault = "repetition";
    public const string LeakFault = "leak";

    private const int Clients = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TortureReport _report = new("manager", options.Seed);
    private readonly Random _random = new(options.Seed);
    private readonly List<(int Number, AioProcess<string?> Process)> _clients = [];
    private int _lastClient;

    public async Task<TortureReport> RunAsync()
    {
        log($"manager: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s, {Clients} clients{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        long end = Environment.TickCount64 + (long)options.Duration.TotalMilliseconds;
        for (int round = 0; (Environment.TickCount64 < end || round < 2) && _report.Violations.IsEmpty; round++)
            await RunRoundAsync(killsManager: round % 2 == 0);
        foreach (string violation in _report.Violations.Take(5))
            log($"violation: {violation}");
        return _report;
    }

    private async Task RunRoundAsync(bool killsManager)
    {
        await using AioManager manager = await AioManager.StartAsync();
        ManagerObjects objects = await ManagerObjects.MakeAsync(manager);
        using AioQueue<ITally> exchange = objects.Exchange;
        using AioSemaphore atWork = new(0);
        using Board board = Board.Create();
        _clients.Clear();
        for (int i = 0; i < Clients; i++)
            StartClient(objects, atWork, board);
        int kills = _report.Kills;
        for (int turn = _random.Next(3, 8); turn > 0 && _report.Violations.IsEmpty; turn--)
        {
            if (!await atWork.TryAcquireAsync(s_patience))
                _report.Violations.Enqueue("a client does not get to work");
            await KillOneAsync(board);
            StartClient(objects, atWork, board);
        }
        if (killsManager)
            await KillManagerAsync(manager);
        else
        {
            await KillClientsAsync(objects, board);
            foreach (string? loss in (string?[])[objects.Access.FindLoss(), objects.Tokens.FindLoss(_report.Kills - kills)])
            {
                if (loss is not null)
                    _report.Violations.Enqueue(loss);
            }
        }
        GC.KeepAlive(objects);
    }

    private void StartClient(ManagerObjects objects, AioSemaphore atWork, Board board)
    {
        int number = ++_lastClient;
        _clients.Add((number, AioProcess.Start(ManagerClient.LiveAsync, objects, atWork, board.FilePath, number, options.Plant)));
    }

    private async Task KillOneAsync(Board board)
    {
        int victim = _random.Next(_clients.Count);
        (int number, AioProcess<string?> process) = _clients[victim];
        _clients.RemoveAt(victim);
        if (_random.Next(2) == 0)
            await Task.Delay(_random.Next(20));
        await KillAsync(board, number, process);
    }

    private async Task KillAsync(Board board, int number, AioProcess<string?> victim)
    {
        if (victim.Result is { IsCompletedSuccessfully: true, Result: { } complaint })
            _report.Violations.Enqueue(complaint);
        long start = Stopwatch.GetTimestamp();
        board.NoteKill(number);
        victim.Kill();
        await victim.Exited;
        _report.ExitsMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        _report.Kills++;
        _report.Operations += 20;
    }

    /// <summary>Every call of every client ends, with the one error that there is for it.</summary>
    private async Task KillManagerAsync(AioManager manager)
    {
        long start = Stopwatch.GetTimestamp();
        manager.Kill();
        _report.Kills++;
        foreach ((_, AioProcess<string?> client) in _clients)
        {
            try
            {
                if (await client.Result.WaitAsync(s_patience) is { } complaint)
                    _report.Violations.Enqueue(complaint);
            }
            catch (TimeoutException)
            {
                _report.Violations.Enqueue($"process {client.Id} still waits for a manager that was killed");
                client.Kill();
            }
            catch (AioException exception)
            {
                _report.Violations.Enqueue($"a client of a manager that was killed: {exception.Message}");
            }
        }
        _report.RecoveriesMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Nothing of them is left: the shared objects, the survivor's link, and what is on its way to nobody.</summary>
    private async Task KillClientsAsync(ManagerObjects objects, Board board)
    {
        object? planted = options.Plant == LeakFault ? await objects.Manager.CreateAsync<ITally, Tally>() : null;
        foreach ((int number, AioProcess<string?> client) in _clients)
            await KillAsync(board, number, client);
        while (objects.Exchange.TryGet(out ITally? left))
            AioProxy.Release(left);
        long start = Stopwatch.GetTimestamp();
        AioManagerStatistics now;
        do
            now = await objects.Manager.GetStatisticsAsync();
        while ((now.Clients > 1 || now.Objects > ManagerObjects.Hosted + now.ObjectsUnderWay) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(options.Plant is null ? 30 : 2));
        if (now.Clients > 1)
            _report.Violations.Enqueue($"{now.Clients - 1} clients that are dead are still counted");
        if (now.Objects > ManagerObjects.Hosted + now.ObjectsUnderWay)
            _report.Violations.Enqueue($"{now.Objects - ManagerObjects.Hosted - now.ObjectsUnderWay} objects are left that nobody refers to");
        _report.RecoveriesMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        GC.KeepAlive(planted);
    }
}

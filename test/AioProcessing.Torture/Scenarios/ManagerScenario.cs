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
    private readonly List<AioProcess<string?>> _clients = [];
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
        ITally shared = await manager.CreateAsync<ITally, Tally>();
        using AioQueue<ITally> exchange = new(16);
        using AioSemaphore atWork = new(0);
        _clients.Clear();
        for (int i = 0; i < Clients; i++)
            StartClient(manager, shared, exchange, atWork);
        for (int turn = _random.Next(3, 8); turn > 0 && _report.Violations.IsEmpty; turn--)
        {
            if (!await atWork.TryAcquireAsync(s_patience))
                _report.Violations.Enqueue("a client does not get to work");
            await KillOneAsync();
            StartClient(manager, shared, exchange, atWork);
        }
        if (killsManager)
            await KillManagerAsync(manager);
        else
            await KillClientsAsync(manager, exchange);
        GC.KeepAlive(shared);
    }

    private void StartClient(AioManager manager, ITally shared, AioQueue<ITally> exchange, AioSemaphore atWork) =>
        _clients.Add(AioProcess.Start(ManagerClient.LiveAsync, manager, shared, exchange, atWork, ++_lastClient, options.Plant));

    private async Task KillOneAsync()
    {
        AioProcess<string?> victim = _clients[_random.Next(_clients.Count)];
        _clients.Remove(victim);
        if (_random.Next(2) == 0)
            await Task.Delay(_random.Next(20));
        await KillAsync(victim);
    }

    private async Task KillAsync(AioProcess<string?> victim)
    {
        if (victim.Result is { IsCompletedSuccessfully: true, Result: { } complaint })
            _report.Violations.Enqueue(complaint);
        long start = Stopwatch.GetTimestamp();
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
        foreach (AioProcess<string?> client in _clients)
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

    /// <summary>Nothing of them is left: the shared object, the survivor's link, and what is on its way to nobody.</summary>
    private async Task KillClientsAsync(AioManager manager, AioQueue<ITally> exchange)
    {
        object? planted = options.Plant == LeakFault ? await manager.CreateAsync<ITally, Tally>() : null;
        foreach (AioProcess<string?> client in _clients)
            await KillAsync(client);
        while (exchange.TryGet(out ITally? left))
            AioProxy.Release(left);
        long start = Stopwatch.GetTimestamp();
        AioManagerStatistics now;
        do
            now = await manager.GetStatisticsAsync();
        while ((now.Clients > 1 || now.Objects > 1 + now.ObjectsUnderWay) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(options.Plant is null ? 30 : 2));
        if (now.Clients > 1)
            _report.Violations.Enqueue($"{now.Clients - 1} clients that are dead are still counted");
        if (now.Objects > 1 + now.ObjectsUnderWay)
            _report.Violations.Enqueue($"{now.Objects - 1 - now.ObjectsUnderWay} objects are left that nobody refers to");
        _report.RecoveriesMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        GC.KeepAlive(planted);
    }
}

namespace AioProcessing.Torture.Scenarios;

/// <summary>One client of the tortured manager: calls of all kinds at once, until it is killed, or the manager is.</summary>
internal sealed class ManagerClient(ManagerObjects objects, Board board, int number, string? plant)
{
    private const int Flows = 4;

    /// <summary>No call takes this long, however busy the machine is.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(number);
    private readonly ITally _shared = objects.Tally;
    private long _calls;

    /// <summary>The target of a client's process.</summary>
    /// <returns>Null when every flow was ended by the manager's death; else what went wrong.</returns>
    public static Task<string?> LiveAsync(ManagerObjects objects, AioSemaphore atWork, string boardPath, int number, string? plant)
    {
        var board = Board.Open(boardPath);
        board.Enter(number);
        return new ManagerClient(objects, board, number, plant).LiveAsync(atWork);
    }

    private async Task<string?> LiveAsync(AioSemaphore atWork)
    {
        Task<string?>[] flows =
        [
            RunAsync(flow => AddAsync(flow)), RunAsync(_ => ExchangeAsync()), RunAsync(_ => ReadAsync()), RunAsync(_ => WaitAsync()),
            RunAsync(TurnsOf(objects.Access.TakeTurnAsync)), RunAsync(TurnsOf(objects.Access.TakeTurnAsync)), RunAsync(TurnsOf(objects.Tokens.TakeTurnAsync)),
        ];
        while (Volatile.Read(ref _calls) < 20 && !flows[0].IsCompleted)
            await Task.Delay(1);
        atWork.Release();
        await foreach (Task<string?> ended in Task.WhenEach(flows))
        {
            if (await ended is { } complaint)
                return complaint;
        }
        return null;
    }

    private async Task<string?> RunAsync(Func<int, Task> act)
    {
        int flow = number * Flows;
        try
        {
            while (true)
            {
                await act(flow).WaitAsync(s_patience);
                Interlocked.Increment(ref _calls);
            }
        }
        catch (AioManagerLostException)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return $"client {number} hangs in a call";
        }
        catch (Exception exception)
        {
            return $"client {number}: {exception.Message}";
        }
    }

    private Func<int, Task> TurnsOf(Func<Worker, CancellationToken, Task> takeTurnAsync)
    {
        var worker = new Worker(board, number, _random.Next(), plant, static complaint => throw new InvalidOperationException(complaint));
        return _ => takeTurnAsync(worker, CancellationToken.None);
    }

    private long _next;

    private async Task AddAsync(int flow)
    {
        if (plant == ManagerScenario.RepetitionFault && _next == 10)
            _next--;
        long call = ++_next;
        long answer = call % 7 == 0 ? _shared.Add(flow, call) : await _shared.AddAsync(flow, call);
        if (answer != call)
            throw new InvalidOperationException($"call {call} got the answer of {answer}");
    }

    /// <summary>Makes objects, hands them on, and uses those of others, whose makers may be dead.</summary>
    private async Task ExchangeAsync()
    {
        ITally mine = _random.Next(2) == 0 ? await objects.Manager.CreateAsync<ITally, Tally>() : _shared.Child();
        if (!objects.Exchange.TryPut(mine))
            AioProxy.Release(mine);
        if (!objects.Exchange.TryGet(out ITally? other))
            return;
        await other.WaitAsync(new CancellationToken(true)).ContinueWith(static _ => { }, TaskScheduler.Default);
        AioProxy.Release(other);
    }

    private async Task ReadAsync()
    {
        int next = 0;
        int end = _random.Next(200);
        await foreach (int item in _shared.CountAsync(CancellationToken.None))
        {
            if (item != next++)
                throw new InvalidOperationException($"item {item} of a stream came in place of {next - 1}");
            if (item >= end)
                break;
        }
    }

    private async Task WaitAsync()
    {
        static void Ignore(long total)
        {
        }

        _shared.Added += Ignore;
        using CancellationTokenSource limit = new(_random.Next(1, 20));
        try
        {
            await _shared.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // As it should.
        }

        _shared.Added -= Ignore;
    }
}

namespace AioProcessing.Torture.Scenarios;

/// <summary>Tokens in a queue: whoever gets one has it alone until he puts it back, none comes out twice, and each death takes along one at most.</summary>
internal sealed class TokenFlow
{
    public const string Fault = "token";

    /// <summary>Seats that this flow needs; more than are killed before they are counted.</summary>
    public const int Seats = 32;

    private readonly int _firstSeat;
    private readonly IAioSimpleQueue<int> _tokens;

    public TokenFlow(int firstSeat, IAioSimpleQueue<int> tokens)
    {
        (_firstSeat, _tokens) = (firstSeat, tokens);
        for (int token = 0; token < Seats; token++)
            tokens.Put(token);
    }

    public async Task TakeTurnAsync(Worker worker, CancellationToken limit)
    {
        (bool isThere, int token) = await worker.AcquireOrGiveUpAsync(soon => _tokens.GetAsync(soon), limit);
        if (!isThere)
            return;
        int? before = worker.Board.Occupant(_firstSeat + token);
        if (worker.Board.Take(_firstSeat + token, worker.Number) == Claim.Refused)
            worker.Complain($"has token {token}, but so has living process {before}");
        await worker.LingerAsync();
        worker.Board.Leave(_firstSeat + token);
        await _tokens.PutAsync(token, limit);
        if (worker.Plants(Fault)) // The planted fault: put back twice.
            await _tokens.PutAsync(token, limit);
    }

    /// <summary>When all others are dead: whether the tokens are there, but for one in each killed hand. Null when all is well.</summary>
    public string? FindLoss(int kills)
    {
        var found = new List<int>();
        while (_tokens.TryGet(out int token))
            found.Add(token);
        if (found.Count + kills < Seats)
            return $"{Seats - found.Count} tokens are missing; {kills} that were killed account for as many";
        return found.Count == found.Distinct().Count() ? null : $"of {found.Count} tokens only {found.Distinct().Count()} are different";
    }
}

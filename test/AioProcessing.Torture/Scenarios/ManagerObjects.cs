namespace AioProcessing.Torture.Scenarios;

/// <summary>What the clients of the tortured manager share: a tally, a lock and a queue that it hosts, and a queue in shared memory by which they hand on proxies.</summary>
internal sealed record ManagerObjects(AioManager Manager, ITally Tally, AioQueue<ITally> Exchange, AccessFlow Access, TokenFlow Tokens)
{
    /// <summary>How many of them the manager hosts.</summary>
    public const int Hosted = 3;

    public static async Task<ManagerObjects> MakeAsync(AioManager manager) => new(
        manager,
        await manager.CreateAsync<ITally, Tally>(),
        new AioQueue<ITally>(16),
        new AccessFlow(0, await manager.ReaderWriterLockAsync()),
        new TokenFlow(AccessFlow.Seats, await manager.SimpleQueueAsync<int>()));
}

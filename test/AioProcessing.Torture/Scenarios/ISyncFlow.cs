namespace AioProcessing.Torture.Scenarios;

/// <summary>One synchronisation object and how to catch it at a mistake. It crosses into the victims.</summary>
internal interface ISyncFlow
{
    string Name { get; }

    /// <summary>Acquires once, checks, and releases.</summary>
    Task TakeTurnAsync(Worker worker, CancellationToken limit);

    /// <summary>When all others are dead: whether everything is free again. Null when all is well.</summary>
    string? FindLoss();
}

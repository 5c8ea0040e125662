using System.Collections.Concurrent;

namespace AioProcessing.Torture.Scenarios;

/// <summary>What a run of <see cref="ProcessScenario"/> has seen. It crosses to the process that reports.</summary>
internal sealed class ProcessTally
{
    private int _starts;
    private int _kills;
    private int _stops;

    public int Starts => _starts;

    public int Kills => _kills;

    public int Stops => _stops;

    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>From a kill to the moment when the parent knows of the end.</summary>
    public ConcurrentQueue<double> ExitsMs { get; } = new();

    public void CountStart() => Interlocked.Increment(ref _starts);

    public void CountKill() => Interlocked.Increment(ref _kills);

    public void CountStop() => Interlocked.Increment(ref _stops);
}

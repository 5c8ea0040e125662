using System.Diagnostics.CodeAnalysis;
using AioProcessing.Torture.Scenarios;

namespace AioProcessing.Torture;

/// <summary>What to run, for how long, from which seed.</summary>
/// <param name="Plant">The fault to commit on purpose; null = none.</param>
public sealed record TortureOptions(string Scenario, TimeSpan Duration, int Seed, string? Plant)
{
    private const string Usage = "torture <sync|queue|pipe|process|pool|manager> [--seconds N] [--seed S] [--plant [fault]]";

    /// <summary>The faults that a scenario can commit; the first is the one that <c>--plant</c> means by itself.</summary>
    public static IReadOnlyList<string> FaultsOf(string scenario) => scenario switch
    {
        "sync" => [LockFlow.Fault, SemaphoreFlow.Fault, SemaphoreFlow.LossFault, AccessFlow.Fault, ConditionFlow.Fault, BarrierFlow.Fault],
        "queue" => [QueuePipeline.LossFault, QueuePipeline.RepetitionFault],
        "pipe" => [PipeScenario.GapFault, PipeScenario.TearFault, PipeScenario.EndFault],
        "process" => [ProcessScenario.LeakFault, ProcessScenario.OrphanFault],
        "pool" => [PoolScenario.Fault],
        "manager" => [ManagerScenario.RepetitionFault, ManagerScenario.LeakFault, AccessFlow.Fault, TokenFlow.Fault],
        _ => [],
    };

    public static bool TryParse(string[] args, [NotNullWhen(true)] out TortureOptions? options, out string error)
    {
        options = null;
        error = $"Usage: {Usage}";
        if (args.Length == 0 || FaultsOf(args[0]) is not [string firstFault, ..] faults)
            return false;
        double seconds = 10;
        int seed = Environment.TickCount & 0xFFFFFF;
        string? plant = null;
        for (int i = 1; i < args.Length; i++)
        {
            bool isKnown = args[i] switch
            {
                "--plant" when i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) => faults.Contains(plant = args[++i]),
                "--plant" => (plant = firstFault) is not null,
                "--seconds" => ++i < args.Length && double.TryParse(args[i], out seconds) && seconds > 0,
                "--seed" => ++i < args.Length && int.TryParse(args[i], out seed),
                _ => false,
            };
            if (!isKnown)
            {
                error = $"'{args[Math.Min(i, args.Length - 1)]}' is not understood. Usage: {Usage}";
                return false;
            }
        }

        options = new TortureOptions(args[0], TimeSpan.FromSeconds(seconds), seed, plant);
        return true;
    }

    public Task<TortureReport> RunAsync(Action<string> log) => Scenario switch
    {
        "sync" => new SyncScenario(this, log).RunAsync(),
        "queue" => new QueueScenario(this, log).RunAsync(),
        "pipe" => new PipeScenario(this, log).RunAsync(),
        "process" => new ProcessScenario(this, log).RunAsync(),
        "pool" => new PoolScenario(this, log).RunAsync(),
        "manager" => new ManagerScenario(this, log).RunAsync(),
        _ => throw new InvalidOperationException($"There is no scenario '{Scenario}'."),
    };
}

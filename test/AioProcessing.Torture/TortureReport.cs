using System.Collections.Concurrent;
using System.Globalization;

namespace AioProcessing.Torture;

/// <summary>What happened; printed as the one line that closes a run.</summary>
public sealed class TortureReport(string scenario, int seed)
{
    public int Kills { get; set; }

    public int Stops { get; set; }

    public long Operations { get; set; }

    /// <summary>Items that a killed consumer had got, and not passed on: the delivery rules allow that.</summary>
    public long TakenAlong { get; set; }

    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>In milliseconds, for each kill that mattered: until a survivor had what the dead process had held, or the longest call of a survivor meanwhile.</summary>
    public ConcurrentBag<double> RecoveriesMs { get; } = [];

    /// <summary>From a kill to the moment when the killer knew of the death: the part of a recovery that a busy system takes to end a process.</summary>
    public List<double> ExitsMs { get; } = [];

    public override string ToString()
    {
        (double median, double most) = Summarise(RecoveriesMs);
        (double exit, _) = Summarise(ExitsMs);
        return string.Create(CultureInfo.InvariantCulture,
            $"scenario={scenario} seed={seed} kills={Kills} stops={Stops} operations={Operations} taken_along={TakenAlong} recoveries={RecoveriesMs.Count} exit_ms_median={exit:F2} violations={Violations.Count} recovery_ms_median={median:F2} recovery_ms_max={most:F2}");
    }

    private static (double Median, double Most) Summarise(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? default : (sorted[sorted.Length / 2], sorted[^1]);
    }
}

namespace AioProcessing.Benchmarks.Harness;

/// <summary>One contestant's figures: as many samples as it was given turns, and how its median stands to the limit's.</summary>
/// <param name="Ratio">Median divided by the limit's median, whichever way is better; null for the limit itself and where the limit is zero.</param>
/// <param name="Failure">Why there are no samples.</param>
internal sealed record Result(
    string Benchmark, string Contestant, string Unit, double? Median, string? Against, double? Ratio, double[] Samples, string? Failure)
{
    public string Name => $"{Benchmark}/{Contestant}";
}

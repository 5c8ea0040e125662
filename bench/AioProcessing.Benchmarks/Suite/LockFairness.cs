using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Suite;

internal static class LockFairness
{
    private const int Rounds = 5;

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("LockFairness.SmallerShare", Unit.Percent)
        {
            Measures = "two processes fight for a lock for a second: the part of the acquisitions that the one gets who gets fewer; 50 is even",
            MaxRounds = Rounds,
            Entries = [new("AioLock.AcquireAsync", () => new AioLockSmallerShare())],
        },
        new("LockFairness.LongestWait", Unit.Milliseconds)
        {
            Measures = "two processes fight for a lock for a second: the longest wait of either",
            MaxRounds = Rounds,
            Entries = [new("AioLock.AcquireAsync", () => new AioLockLongestWait())],
        },
    ];
}

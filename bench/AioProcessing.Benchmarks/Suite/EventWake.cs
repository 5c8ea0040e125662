using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

internal static class EventWake
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        .. ((Placement[])[Placement.OneCore, Placement.TwoCores, Placement.Free]).SelectMany(Placed),
    ];

    private static IEnumerable<Benchmark> Placed(Placement placement)
    {
        yield return new Benchmark($"EventRoundTrip.{placement.Name}", Unit.Microseconds)
        {
            Measures = "one process sets an event, the other one awaits it and sets a second one, which the first awaits",
            Placement = placement,
            Entries = [new("raw futex ping-pong", () => new FutexPingPong()), .. Limits.Awake(placement), new("AioEvent", () => new AioEventRoundTrip())],
            Python = placement == Placement.Free ? [new("CPython Semaphore ping-pong", "lock", "Semaphore ping-pong round trip (2 wake-ups)")] : [],
        };
        yield return new Benchmark($"EventWake.{placement.Name}", Unit.Microseconds)
        {
            Measures = "from just before Set to the first line after the await in the other process, which has slept for a millisecond",
            Placement = placement,
            Entries = [new("raw futex wake", () => new FutexWake()), new("AioEvent", () => new AioEventWake())],
            Python = placement == Placement.Free ? [new("CPython Event", "event", "Event.set -> other process wakes from wait()")] : [],
        };
    }
}

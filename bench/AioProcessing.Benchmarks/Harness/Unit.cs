namespace AioProcessing.Benchmarks.Harness;

/// <summary>In what the figures of a benchmark are given, and how they come from what a contestant measured.</summary>
internal sealed record Unit(string Name, Func<double, double> FromMeasured, bool MoreIsBetter = false)
{
    public static readonly Unit Nanoseconds = new("ns", value => value);
    public static readonly Unit Microseconds = new("us", value => value / 1e3);
    public static readonly Unit Milliseconds = new("ms", value => value / 1e6);
    public static readonly Unit MessagesPerSecond = new("messages/s", value => 1e9 / value, MoreIsBetter: true);
    public static readonly Unit CallsPerSecond = new("calls/s", value => 1e9 / value, MoreIsBetter: true);
    public static readonly Unit TasksPerSecond = new("tasks/s", value => 1e9 / value, MoreIsBetter: true);
    public static readonly Unit Percent = new("%", value => value, MoreIsBetter: true);
    public static readonly Unit Bytes = new("B", value => value);

    /// <summary>Processor time per second of waiting; the contestant measures nanoseconds per second.</summary>
    public static readonly Unit ProcessorTime = new("us/s", value => value / 1e3);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AioProcessing.Processes;

/// <summary>Activities and measurements, under the name AioProcessing. Where nobody listens they cost a look at a list.</summary>
internal static class Telemetry
{
    public const string Name = "AioProcessing";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter s_meter = new(Name);

    public static readonly Counter<long> Started = s_meter.CreateCounter<long>("aioprocessing.process.started", "{process}", "Child processes started.");

    public static readonly Counter<long> Ended = s_meter.CreateCounter<long>("aioprocessing.process.ended", "{process}", "Child processes that ended, by exit code.");

    public static readonly UpDownCounter<long> Active = s_meter.CreateUpDownCounter<long>("aioprocessing.process.active", "{process}", "Child processes that run.");

    public static readonly Histogram<double> Duration = s_meter.CreateHistogram<double>("aioprocessing.process.duration", "s", "From a child's start to its end.");

    static Telemetry() => s_meter.CreateObservableGauge("aioprocessing.standby.ready", static () => AioStandby.Count, "{process}", "Children that wait for a job.");
}

/// <summary>The start of a child, as far as somebody traces or counts. The caller's own activity is the current one again when it is over.</summary>
internal sealed class Operation : IDisposable
{
    private readonly Activity? _before = Activity.Current;
    private readonly Activity? _activity;
    private bool _hasStarted;

    public Operation(string processName)
    {
        _activity = Telemetry.Activities.StartActivity("AioProcess.Run");
        _activity?.SetTag("aioprocessing.process.name", processName);
    }

    /// <summary>What the child's work belongs to, as W3C trace context; empty = nothing.</summary>
    public string TraceParent => Traced is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "";

    public string TraceState => Traced?.TraceStateString ?? "";

    private Activity? Traced => _activity ?? _before;

    public RunningOperation Started(AioProcess process, bool wasStandby)
    {
        _hasStarted = true;
        _activity?.SetTag("process.pid", process.Id).SetTag("aioprocessing.standby", wasStandby);
        return new RunningOperation(_activity, wasStandby);
    }

    public void Dispose()
    {
        if (!_hasStarted)
            _activity?.SetStatus(ActivityStatusCode.Error, "The process could not be started.").Dispose();
        if (_activity is not null)
            Activity.Current = _before;
    }
}

/// <summary>The same until the child's end.</summary>
internal sealed class RunningOperation
{
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();

    public RunningOperation(Activity? activity, bool wasStandby)
    {
        _activity = activity;
        Telemetry.Started.Add(1, new KeyValuePair<string, object?>("aioprocessing.standby", wasStandby));
        Telemetry.Active.Add(1);
    }

    public void Ended(AioExit exit)
    {
        KeyValuePair<string, object?> code = new("process.exit.code", exit.ExitCode);
        Telemetry.Active.Add(-1);
        Telemetry.Ended.Add(1, code);
        Telemetry.Duration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, code);
        if (_activity is null)
            return;
        _activity.SetTag(code.Key, code.Value);
        if (!exit.IsSuccess)
            _activity.SetStatus(ActivityStatusCode.Error, exit.ToString());
        _activity.Dispose();
    }
}

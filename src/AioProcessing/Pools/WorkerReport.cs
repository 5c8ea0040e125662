using System.Diagnostics;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A worker's results on their way to the pool: each is in the worker's sheet at once, where it outlives the worker, and is delivered together with others.</summary>
internal sealed class WorkerReport
{
    private const int FullBytes = 24 << 10;
    private const int LargeBytes = 4 << 20;
    private const int HoldMilliseconds = 2;

    private static readonly long s_slowTicks = Stopwatch.Frequency / 20_000; // 50 µs: after so long a message of its own is cheap.
    private static readonly long s_memoryTicks = Stopwatch.Frequency / 10;

    private readonly Lock _gate = new();
    private readonly BytePipe _outbox;
    private readonly SharedSheet _sheet;
    private readonly bool _reportsMemory;
    private readonly Timer _timer;
    private PayloadWriter _message = PayloadWriter.Rent();
    private int _sheetBytes;
    private int _items;
    private long _busyTicks;
    private long _lastFlush;
    private long _memoryMeasured;
    private long _memoryBytes;
    private bool _isTimed;

    public WorkerReport(WorkerSetup setup)
    {
        _outbox = setup.Outbox;
        _sheet = setup.Sheet.Sheet;
        _reportsMemory = setup.ReportsMemory;
        _timer = new Timer(static self => ((WorkerReport)self!).Flush(), this, Timeout.Infinite, Timeout.Infinite);
        Begin();
    }

    /// <summary>Takes over a result, and empties its writer.</summary>
    /// <param name="number">The item.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="result">The value, or the error.</param>
    /// <param name="ticks">How long it took.</param>
    /// <param name="flush">Deliver it now.</param>
    public void Add(long number, WorkOutcome outcome, PayloadWriter result, long ticks, bool flush)
    {
        lock (_gate)
        {
            int start = _message.WrittenCount;
            ResultsHead.WriteRecord(_message, number, outcome, result.Written);
            foreach (IPin pin in result.DetachPins())
                _message.AddPin(pin);
            result.Clear();
            _items++;
            _busyTicks += ticks;
            bool isSafe = _sheet.TryAppend(_sheetBytes, _message.Written[start..]);
            _sheetBytes += _message.WrittenCount - start;
            if (flush || !isSafe || ticks > s_slowTicks || _message.WrittenCount > FullBytes || Stopwatch.GetTimestamp() - _lastFlush > 2 * s_slowTicks)
                Flush();
            else if (!_isTimed)
                _isTimed = _timer.Change(HoldMilliseconds, Timeout.Infinite); // The next item may take for ever.
        }
    }

    /// <summary>Delivers what there is.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _isTimed = false;
            if (_items == 0)
                return;
            long now = Stopwatch.GetTimestamp();
            Measure(now);
            new ResultsHead(_items, _busyTicks, _memoryBytes).Write(_message.WrittenSpan());
            _outbox.Put(_message.WrittenMemory);
            _ = _message.DetachPins(); // The reader's from now on.
            _sheet.Clear();
            _lastFlush = now;
            Begin();
        }
    }

    private void Begin()
    {
        if (_message.WrittenCount > LargeBytes)
        {
            _message.Return();
            _message = PayloadWriter.Rent();
        }

        _message.Clear();
        _message.WriteBytes(stackalloc byte[ResultsHead.Bytes]);
        _sheetBytes = 0;
        _items = 0;
        _busyTicks = 0;
    }

    private void Measure(long now)
    {
        if (!_reportsMemory || now - _memoryMeasured < s_memoryTicks)
            return;
        _memoryMeasured = now;
        _memoryBytes = Environment.WorkingSet;
    }
}

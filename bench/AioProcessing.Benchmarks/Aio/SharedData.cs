using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioValueAdd : Contestant
{
    private readonly AioValue<long> _value = new(isRaw: true);

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            _value.Add(1);
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>A type that no single instruction adds.</summary>
internal sealed class AioValueAddDouble : Contestant
{
    private readonly AioValue<double> _value = new(isRaw: true);

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            _value.Add(1);
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>What Python does: take the value's lock, read, write, give the lock back.</summary>
internal sealed class AioValueAddUnderLock : Contestant
{
    private readonly AioValue<long> _value = new();

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _value.Lock.AcquireAsync())
                _value.Value++;
        }
        return Time.PerOperation(start, operations);
    }
}

internal sealed class AioValueAddContended : AioHammer
{
    private readonly AioValue<long> _value = new(isRaw: true);

    protected override Task HammerAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
            _value.Add(1);
        return Task.CompletedTask;
    }
}

/// <summary>All elements added up, through a span.</summary>
internal sealed class AioArraySum : Contestant
{
    private readonly AioArray<int> _array = new(InProcess.ArraySum.Length, isRaw: true);

    public override Task<double> MeasureAsync(int operations)
    {
        long sum = 0, start = Stopwatch.GetTimestamp();
        for (int done = 0; done < operations; done += _array.Length)
            sum += InProcess.ArraySum.Of(_array.Span);
        GC.KeepAlive(sum);
        return Task.FromResult(Time.PerOperation(start, InProcess.ArraySum.RoundUp(operations)));
    }
}

/// <summary>All elements added up, each by the checked indexer.</summary>
internal sealed class AioArrayIndexedSum : Contestant
{
    private readonly AioArray<int> _array = new(InProcess.ArraySum.Length, isRaw: true);

    public override Task<double> MeasureAsync(int operations)
    {
        int sum = 0;
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < operations; done += _array.Length)
        {
            for (int i = 0; i < _array.Length; i++)
                sum += _array[i];
        }
        GC.KeepAlive(sum);
        return Task.FromResult(Time.PerOperation(start, InProcess.ArraySum.RoundUp(operations)));
    }
}

/// <summary>A message copied into shared memory that nobody reads, by span or by stream.</summary>
internal sealed class AioMemoryWrite(int messageBytes, bool isStream) : Contestant
{
    private readonly AioSharedMemory _memory = AioSharedMemory.Create(Math.Max(messageBytes, 1 << 20));
    private readonly byte[] _message = new byte[messageBytes];

    public override Task<double> MeasureAsync(int operations)
    {
        using Stream stream = _memory.AsStream();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0, at = 0; i < operations; i++)
        {
            if (isStream)
            {
                stream.Position = at;
                stream.Write(_message);
            }
            else
            {
                _message.CopyTo(_memory.GetSpan(at, messageBytes));
            }
            at = at + 2 * messageBytes <= _memory.Size ? at + messageBytes : 0;
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>Made, written to once, and let go.</summary>
internal sealed class AioMake(Func<IDisposable> make) : Contestant
{
    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            make().Dispose();
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

internal sealed class AioListRead : Contestant
{
    private readonly AioSharedList _list = new([1, 2.0, "abc", null]);

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            GC.KeepAlive(_list[0]);
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

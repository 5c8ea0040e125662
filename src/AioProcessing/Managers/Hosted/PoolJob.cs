using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>What a client of a hosted pool wants to be run: made by the client, run by a worker, bytes to the manager between them.</summary>
internal abstract class PoolJob : IAioHandle
{
    private const byte Succeeded = 0;
    private const byte Failed = 1;

    /// <summary>The job as bytes that one worker reads. Handles in it keep their objects alive until then.</summary>
    /// <exception cref="AioSerializationException">The function or an argument cannot cross.</exception>
    public byte[] Pack()
    {
        PayloadWriter to = PayloadWriter.Rent();
        try
        {
            ValueCodec.Write(to, this);
            _ = to.DetachPins(); // The reader's.
            return to.Written.ToArray();
        }
        finally
        {
            to.Return();
        }
    }

    /// <summary>The target of the worker.</summary>
    public static async Task<byte[]> RunAsync(byte[] packed)
    {
        PayloadWriter to = PayloadWriter.Rent();
        try
        {
            try
            {
                PoolJob job = Unpack(packed);
                object? result = await job.RunAsync().ConfigureAwait(false);
                to.WriteByte(Succeeded);
                job.WriteResult(to, result);
            }
            catch (Exception exception)
            {
                to.Return();
                to = PayloadWriter.Rent();
                to.WriteByte(Failed);
                ExceptionCodec.Write(to, exception);
            }

            _ = to.DetachPins();
            return to.Written.ToArray();
        }
        finally
        {
            to.Return();
        }
    }

    /// <summary>The result of a run, or what the function threw.</summary>
    public static TResult ReadOutcome<TResult>(byte[] outcome)
    {
        var reader = new PayloadReader(outcome) { TakesPins = true };
        return reader.ReadByte() == Succeeded ? ValueCodec.Read<TResult>(ref reader) : throw ExceptionCodec.Read(ref reader);
    }

    public abstract void WriteReference(PayloadWriter writer);

    public abstract void ReadReference(ref PayloadReader reader);

    protected abstract Task<object?> RunAsync();

    protected abstract void WriteResult(PayloadWriter to, object? result);

    private static PoolJob Unpack(byte[] packed)
    {
        var reader = new PayloadReader(packed) { TakesPins = true };
        return ValueCodec.Read<PoolJob>(ref reader);
    }
}

/// <summary>A function with one argument, in its two shapes.</summary>
internal readonly record struct JobFunction<T, TResult>(Func<T, TResult>? Plain, Func<T, Task<TResult>>? Async)
{
    public async ValueTask<TResult> CallAsync(T argument) => Plain is not null ? Plain(argument) : await Async!(argument).ConfigureAwait(false);

    public void Write(PayloadWriter to)
    {
        ValueCodec.Write(to, Plain);
        ValueCodec.Write(to, Async);
    }

    public static JobFunction<T, TResult> Read(ref PayloadReader from) =>
        new(ValueCodec.Read<Func<T, TResult>?>(ref from), ValueCodec.Read<Func<T, Task<TResult>>?>(ref from));
}

/// <summary>One call of a function.</summary>
internal sealed class ApplyJob<T, TResult>(JobFunction<T, TResult> function, T argument) : PoolJob
{
    private JobFunction<T, TResult> _function = function;
    private T _argument = argument;

    public override void WriteReference(PayloadWriter writer)
    {
        _function.Write(writer);
        ValueCodec.Write(writer, _argument);
    }

    public override void ReadReference(ref PayloadReader reader)
    {
        _function = JobFunction<T, TResult>.Read(ref reader);
        _argument = ValueCodec.Read<T>(ref reader);
    }

    protected override async Task<object?> RunAsync() => await _function.CallAsync(_argument).ConfigureAwait(false);

    protected override void WriteResult(PayloadWriter to, object? result) => ValueCodec.Write(to, (TResult)result!);
}

/// <summary>A function for each of some items, one after the other.</summary>
internal sealed class MapJob<T, TResult>(JobFunction<T, TResult> function, T[] items) : PoolJob
{
    private JobFunction<T, TResult> _function = function;
    private T[] _items = items;

    public override void WriteReference(PayloadWriter writer)
    {
        _function.Write(writer);
        ValueCodec.Write(writer, _items);
    }

    public override void ReadReference(ref PayloadReader reader)
    {
        _function = JobFunction<T, TResult>.Read(ref reader);
        _items = ValueCodec.Read<T[]>(ref reader);
    }

    protected override async Task<object?> RunAsync()
    {
        var results = new TResult[_items.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = await _function.CallAsync(_items[i]).ConfigureAwait(false);
        return results;
    }

    protected override void WriteResult(PayloadWriter to, object? result) => ValueCodec.Write(to, (TResult[])result!);
}

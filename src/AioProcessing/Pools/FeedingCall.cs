using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A call whose items come from a source, no more of them at a time than are wanted.</summary>
internal abstract class FeedingCall<TArgument> : WorkCall
{
    private const int LargestChunkBytes = 64 << 10;
    private const int MostItems = 8192;
    private const int LeastChunksPerWorker = 4;
    private const int MostChunksPerWorker = 256;

    // A chunk is to take about so long: then what it costs to send does not matter, and neither does which worker gets the last one.
    private static readonly double s_chunkTicks = Stopwatch.Frequency / 3000.0;
    private static readonly double s_aheadTicks = Stopwatch.Frequency / 100.0; // A little more than a worker may hold.

    private readonly ItemSource<TArgument> _source;
    private readonly int _chunkSize;
    private readonly int _mostInFlight;
    private readonly CancellationTokenSource _sourceEnd = new();
    private readonly CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private long _sent;
    private volatile bool _isFed;
    private int _isReleased;

    protected FeedingCall(IWorkHost host, AioPool pool, FunctionEntry function, ItemSource<TArgument> source, AioMapOptions? options, CancellationToken cancellationToken)
        : base(host, pool, function, CallLimits.From(host.Options, options?.Timeout, options?.KillGracePeriod, options?.RetryOnWorkerLoss))
    {
        _source = source;
        _chunkSize = options?.ChunkSize ?? 0;
        _mostInFlight = options?.MaxInFlight ?? 0;
        _token = cancellationToken;
    }

    /// <summary>Items that no longer count as in flight.</summary>
    protected Gauge Finished { get; } = new();

    protected long? KnownCount => _source.Count;

    protected long Sent => _sent;

    /// <summary>Whether no more items will be sent; then <see cref="Sent"/> is final, but for some that fail at once.</summary>
    protected bool IsFed => _isFed || StopReason is not null;

    /// <summary>Hands the call to the pool; items are read elsewhere from now on.</summary>
    public void Start()
    {
        Host.Begin(this);
        if (_token.CanBeCanceled)
            _registration = _token.UnsafeRegister(static (self, canceled) => ((FeedingCall<TArgument>)self!).Stop(new OperationCanceledException(canceled), kills: true), this);
        _ = Task.Run(FeedAsync);
    }

    /// <summary>No further items; those that have not begun never will.</summary>
    public void Stop(Exception reason, bool kills)
    {
        Host.Stop(this, reason, kills);
        StopReason ??= reason;
        _ = _sourceEnd.CancelAsync();
        Release();
    }

    /// <summary>Lets a feeder that waits for room see that it is to end.</summary>
    protected void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            Finished.Raise(long.MaxValue / 2);
        IfDone();
    }

    /// <summary>Called when no more items will come, for the case that none is out.</summary>
    protected abstract void IfDone();

    /// <summary>Called once, when no more items will be sent; with what the source threw, or null.</summary>
    protected abstract void Fed(Exception? error);

    /// <summary>The user has the result.</summary>
    protected void EndCall()
    {
        _registration.Unregister();
        Host.End(this);
    }

    private async Task FeedAsync()
    {
        Exception? error = null;
        try
        {
            await using (_source.ConfigureAwait(false))
                await SendAllAsync().ConfigureAwait(false);
        }
        catch (Exception caught)
        {
            error = StopReason ?? caught;
        }

        _isFed = true;
        Fed(error ?? (StopReason is { } reason ? reason : null));
    }

    private async Task SendAllAsync()
    {
        bool goesOn = true;
        Task<bool>? pending = null;
        while (goesOn && StopReason is null)
        {
            int size = ChunkSize();
            await Finished.ReachAsync(_sent + size - InFlightLimit(size)).ConfigureAwait(false);
            if (pending is not null && !await pending.ConfigureAwait(false))
                return;
            if (StopReason is null)
                goesOn = SendChunk(size, hasFirst: pending is not null, out pending);
        }
    }

    /// <summary>Sends up to <paramref name="size"/> items, fewer when the next one is not there yet. False when there are no more.</summary>
    private bool SendChunk(int size, bool hasFirst, out Task<bool>? pending)
    {
        pending = null;
        PayloadWriter writer = PayloadWriter.Rent();
        try
        {
            writer.WriteBytes(stackalloc byte[WorkHead.Bytes]);
            int count = 0;
            bool? moved = true;
            AioSerializationException? unsendable = null;
            ExceptionDispatchInfo? broken = null;
            while (count < size && writer.WrittenCount < LargestChunkBytes)
            {
                if (!hasFirst)
                    moved = MoveNext(out pending, out broken);
                hasFirst = false;
                if (moved != true)
                    break;
                if (!TryWrite(writer, _source.Current, out unsendable))
                    break;
                count++;
                if (_source.IsSlow)
                    break;
            }

            if (count > 0)
            {
                var chunk = new Chunk(this, _sent, count, writer);
                Sending(count);
                _sent += count;
                Host.Enqueue(chunk);
            }

            if (unsendable is not null)
                Refuse(unsendable);
            broken?.Throw();
            return moved != false;
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>What the source throws is thrown after the items before it were sent.</summary>
    private bool? MoveNext(out Task<bool>? pending, out ExceptionDispatchInfo? broken)
    {
        broken = null;
        pending = null;
        try
        {
            return _source.MoveNext(_sourceEnd.Token, out pending);
        }
        catch (Exception error)
        {
            broken = ExceptionDispatchInfo.Capture(error);
            return false;
        }
    }

    private bool TryWrite(PayloadWriter writer, TArgument item, [NotNullWhen(false)] out AioSerializationException? error)
    {
        error = null;
        int start = writer.WrittenCount;
        try
        {
            ItemCodec.Write(writer, item, Function.Target);
            return true;
        }
        catch (AioSerializationException caught)
        {
            error = caught;
            writer.Truncate(start);
            writer.Graph.Reset();
            return false;
        }
    }

    /// <summary>An item that cannot cross fails by itself.</summary>
    private void Refuse(AioSerializationException error)
    {
        Sending(1);
        Failed(_sent++, error);
    }

    /// <summary>Called before items are sent, for what must be ready for their results.</summary>
    protected virtual void Sending(int count)
    {
    }

    private int ChunkSize()
    {
        if (_chunkSize > 0)
            return _chunkSize;
        double average = Function.AverageTicks;
        if (average == 0)
            return 1;
        long size = (long)Math.Clamp(s_chunkTicks / average, 1, MostItems);
        // At the end everybody should have something.
        if (KnownCount is long count)
            size = Math.Clamp((count - _sent) / (2 * Host.Target), 1, size);
        return (int)(_mostInFlight > 0 ? Math.Clamp(_mostInFlight / (2 * Host.Target), 1, size) : size);
    }

    private long InFlightLimit(int size)
    {
        if (_mostInFlight > 0)
            return Math.Max(_mostInFlight, size);
        double chunkTicks = Function.AverageTicks * size;
        double perWorker = chunkTicks == 0 ? LeastChunksPerWorker : Math.Clamp(s_aheadTicks / chunkTicks, LeastChunksPerWorker, MostChunksPerWorker);
        return (long)(perWorker * Host.Target * Host.Options.ConcurrencyPerWorker * size);
    }
}

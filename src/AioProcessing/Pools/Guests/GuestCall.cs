using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>A guest's call in the pool's process: as good as any other to the pool, but for its results, which go on unread.</summary>
internal sealed class GuestCall(PoolCore core, GuestSeat seat, FunctionEntry function, CallOrder order)
    : WorkCall(core, pool: null, function, order.Limits), IThreadPoolWorkItem
{
    private long _outstanding;

    /// <summary>The call's number at the guest's.</summary>
    public long GuestId => order.Call;

    /// <summary>Its function's number there.</summary>
    public int GuestFunctionId => order.Function;

    public override bool IsSingle => order.IsSingle;

    public override int[] Callers => seat.Lineage;

    /// <summary>Why the pool does not take it; null when it does.</summary>
    public Exception? Refusal { get; set; }

    public bool IsIdle => Interlocked.Read(ref _outstanding) == 0;

    /// <summary>Hands items to the pool.</summary>
    public void Take(Chunk chunk, bool listens)
    {
        Interlocked.Add(ref _outstanding, chunk.Count);
        Listens |= listens;
        if ((Refusal ?? (seat.IsClosed ? seat.TakesNoMore() : null)) is not { } refusal)
        {
            core.Enqueue(chunk);
            return;
        }

        for (int i = 0; i < chunk.Count; i++)
            Failed(chunk.FirstIndex + i, refusal);
        chunk.Settled(chunk.Count);
    }

    public override void Deliver(long index, WorkOutcome outcome, Exception? stopReason, ReadOnlySpan<byte> result)
    {
        if (outcome == WorkOutcome.Canceled && (stopReason ?? StopReason) is { } reason)
            Failed(index, reason);
        else
            Answer(index, outcome, result);
    }

    public override void Failed(long index, Exception error)
    {
        if (error is OperationCanceledException)
        {
            Answer(index, WorkOutcome.Canceled, []);
            return;
        }

        PayloadWriter writer = PayloadWriter.Rent();
        PoolErrorCodec.Write(writer, error);
        Answer(index, WorkOutcome.Failure, writer.Written);
        writer.Return();
    }

    public override void Abort(Exception error)
    {
        seat.Abort(this, error);
        Settlement.Later(this);
    }

    public override void Begun()
    {
        if (IsSingle)
            seat.Say(GuestMessage.Begun, GuestId);
    }

    /// <summary>Ends it.</summary>
    public void Execute()
    {
        seat.Flush();
        seat.Forget(this);
        core.End(this);
    }

    protected override void Succeeded(long index, ref PayloadReader result) => throw new NotSupportedException("Its results are read where it comes from.");

    private void Answer(long index, WorkOutcome outcome, ReadOnlySpan<byte> result)
    {
        seat.Answer(this, index, outcome, result);
        if (Interlocked.Decrement(ref _outstanding) == 0 && (IsSingle || seat.IsClosed))
            Settlement.Later(this);
    }
}

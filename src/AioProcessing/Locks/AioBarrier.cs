using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A place where a fixed number of parties - processes, threads or tasks, in any mixture - wait for each other, again and again.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.Barrier</c>. A party that cannot go on breaks the barrier, so that the others do not wait in vain: all who wait, and
/// all who come, get <see cref="AioBrokenBarrierException"/> until <see cref="Reset"/>. It is broken by a party whose time limit runs out or whose token is
/// cancelled while it waits, by <see cref="Abort"/>, by an action that throws, and by a death. Who comes while the action runs
/// belongs to the next round and waits for it.
/// <para><b>If a process dies</b> while one of its parties waits, is about to, or runs the action, the barrier is broken within milliseconds. (Python's
/// parties wait for ever.) The death of a process that has no party there changes nothing, nor does the death of parties that have passed.</para>
/// <para><b>Cost</b>: an arrival is one or two atomic instructions; the last one makes one system call per process that sleeps. A parked wait takes about 300 bytes
/// of this process's memory.</para>
/// </remarks>
public sealed class AioBarrier : IAioBarrier, IAioHandle
{
    private Handle<SharedBarrier> _handle;
    private Action? _action;
    private TimeSpan _timeout;

    /// <summary>Makes a barrier in the context of this process tree.</summary>
    /// <param name="parties">How many must arrive, 1 to 65,535.</param>
    /// <param name="action">Run by exactly one party each time, the last to arrive, after all have arrived and before any goes on. In another process it
    /// runs on a copy of what it captures. If it throws, that party gets the exception and the barrier is broken.</param>
    /// <param name="timeout">The time limit of the waits that name none; null = none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of parties, or the time limit, is not in range.</exception>
    public AioBarrier(int parties, Action? action = null, TimeSpan? timeout = null) : this(Place.Default, parties, action, timeout)
    {
    }

    internal unsafe AioBarrier(Place place, int parties, Action? action, TimeSpan? timeout)
    {
        if (parties is < 1 or > BarrierMachine.MaxParties)
            throw new ArgumentOutOfRangeException(nameof(parties), parties, $"A barrier has 1 to {BarrierMachine.MaxParties:N0} parties.");
        _timeout = timeout ?? Timeout.InfiniteTimeSpan;
        TimeLimit.Check(_timeout);
        if (_timeout == TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "Nobody can wait for no time: give a positive time limit, or none.");
        _action = action;
        _handle = Handle<SharedBarrier>.Create(
            place, ObjectKind.Barrier, SharedBarrier.Make, (participant, header) => SharedBarrier.Prepare(participant, header, parties));
    }

    /// <summary>How many must arrive (Python's <c>parties</c>).</summary>
    public int ParticipantCount => _handle.Target.Parties;

    /// <summary>How many have arrived and wait now (Python's <c>n_waiting</c>); 0 when it is broken. May be out of date when it returns.</summary>
    public int WaitingCount => _handle.Target.Waiting;

    /// <summary>Whether it is broken. May be out of date when it returns.</summary>
    public bool IsBroken => _handle.Target.IsBroken;

    /// <summary>Arrives if all others are there already; else does nothing, and breaks nothing. Never waits.</summary>
    /// <param name="index">The number of parties less 1; -1 if not all were there.</param>
    /// <returns>True: everybody goes on.</returns>
    /// <exception cref="AioBrokenBarrierException">It is broken.</exception>
    public bool TrySignalAndWait(out int index)
    {
        bool passed = TryPass(_handle.Target, onlyIfLast: true, out BarrierArrival arrival);
        index = passed ? arrival.Index : -1;
        return passed;
    }

    /// <summary>Arrives, and blocks this thread until all others have.</summary>
    /// <returns>The order of arrival: each party of a round gets another number from 0 to the number of parties less 1.</returns>
    /// <exception cref="AioBrokenBarrierException">It is broken, or was while this party waited; also when the barrier's time limit ran out.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. If the party had arrived, the barrier is broken.</exception>
    public int SignalAndWait(CancellationToken cancellationToken = default) =>
        Block(_timeout, cancellationToken, out int index) ? index : throw TimedOut();

    /// <summary>Arrives, and blocks this thread for at most <paramref name="timeout"/> until all others have.</summary>
    /// <param name="timeout">The limit. Zero is the same as <see cref="TrySignalAndWait(out int)"/>.</param>
    /// <param name="index">As <see cref="SignalAndWait"/>; -1 on time-out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False on time-out; the barrier is broken then.</returns>
    /// <exception cref="AioBrokenBarrierException">It is broken, or was while this party waited.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. If the party had arrived, the barrier is broken.</exception>
    public bool TrySignalAndWait(TimeSpan timeout, out int index, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        return timeout == TimeSpan.Zero ? TrySignalAndWait(out index) : Block(timeout, cancellationToken, out index);
    }

    /// <summary>Arrives, and goes on when all others have, without blocking a thread. The last to arrive runs the action before this returns.</summary>
    /// <inheritdoc cref="SignalAndWait" path="/returns"/>
    /// <inheritdoc cref="SignalAndWait" path="/exception"/>
    public ValueTask<int> SignalAndWaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);
        SharedBarrier target = _handle.Target;
        try
        {
            if (TryPass(target, onlyIfLast: false, out BarrierArrival arrival) || HasPassed(target, in arrival))
                return new ValueTask<int>(arrival.Index);
            if (!arrival.HasArrived)
                return IndexAsync(PassNextAsync(target, arrival, _timeout, cancellationToken));
            BarrierWaiter waiter = Park(target, arrival, _timeout, cancellationToken);
            return new ValueTask<int>(waiter, waiter.Version);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<int>(error);
        }
    }

    /// <summary>Arrives, and goes on when all others have or after <paramref name="timeout"/>, without blocking a thread.</summary>
    /// <returns>(false, -1) on time-out; the barrier is broken then, unless the limit was zero: that is the same as <see cref="TrySignalAndWait(out int)"/>.</returns>
    /// <inheritdoc cref="TrySignalAndWait(TimeSpan, out int, CancellationToken)" path="/exception"/>
    public ValueTask<(bool Passed, int Index)> TrySignalAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<(bool, int)>(cancellationToken);
        SharedBarrier target = _handle.Target;
        try
        {
            if (timeout == TimeSpan.Zero)
                return new ValueTask<(bool, int)>((TrySignalAndWait(out int now), now));
            if (TryPass(target, onlyIfLast: false, out BarrierArrival arrival) || HasPassed(target, in arrival))
                return new ValueTask<(bool, int)>((true, arrival.Index));
            if (!arrival.HasArrived)
                return PassNextAsync(target, arrival, timeout, cancellationToken);
            BarrierWaiter waiter = Park(target, arrival, timeout, cancellationToken);
            return new ValueTask<(bool, int)>(waiter, waiter.Version);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<(bool, int)>(error);
        }
    }

    /// <summary>Makes it usable again, with nobody in it. Who waits gets <see cref="AioBrokenBarrierException"/>.</summary>
    public void Reset() => _handle.Target.Reset();

    /// <summary>Breaks it, until <see cref="Reset"/>.</summary>
    public void Abort() => _handle.Target.Abort();

    /// <summary>Lets go of this handle. If it is the last one of this process while a party of it waits, the barrier is broken.</summary>
    public void Dispose() => _handle.Dispose();

    internal static AioBrokenBarrierException Broken() => new(
        "The barrier cannot be passed: it is broken. A party timed out, was cancelled or died, its action threw, or somebody called Abort, or Reset while parties waited. " +
        "Call Reset when all parties are ready to start anew.");

    internal static AioBrokenBarrierException TimedOut() => new(
        "The barrier was not passed: its time limit ran out before all parties had arrived, so it is broken now. Call Reset when all parties are ready to start anew.");

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        _handle.Write(writer);
        ValueCodec.Write(writer, _timeout);
        writer.Graph.Path.Push("action");
        ValueCodec.Write(writer, _action);
        writer.Graph.Path.Pop();
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        _handle = Handle<SharedBarrier>.Read(ref reader, ObjectKind.Barrier, SharedBarrier.Make);
        _timeout = ValueCodec.Read<TimeSpan>(ref reader);
        _action = ValueCodec.Read<Action?>(ref reader);
    }

    // True when this party goes on now; else it waits, for its own round or for the next one.
    private bool TryPass(SharedBarrier target, bool onlyIfLast, out BarrierArrival arrival)
    {
        switch (target.Arrive(_action is not null, onlyIfLast, out arrival))
        {
            case BarrierStep.Passed:
                return true;
            case BarrierStep.Acts:
                Act(target, in arrival);
                return true;
            case BarrierStep.Broken:
                throw Broken();
            default:
                return false;
        }
    }

    private void Act(SharedBarrier target, in BarrierArrival arrival)
    {
        try
        {
            _action!();
        }
        catch
        {
            target.Break(arrival.Phase);
            throw;
        }

        if (!target.TryFinish(in arrival))
            throw Broken();
    }

    private static bool HasPassed(SharedBarrier target, in BarrierArrival arrival) => arrival.HasArrived && target.Spin(in arrival) switch
    {
        BarrierOutcome.Passed => true,
        BarrierOutcome.Broken => throw Broken(),
        _ => false,
    };

    private bool Block(TimeSpan timeout, CancellationToken cancellationToken, out int index)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SharedBarrier target = _handle.Target;
        long begun = Environment.TickCount64;
        while (true)
        {
            if (TryPass(target, onlyIfLast: false, out BarrierArrival arrival) || HasPassed(target, in arrival))
            {
                index = arrival.Index;
                return true;
            }

            var waiter = new BarrierWaiter(this, arrival, isBlocking: true);
            target.Channel.Park(waiter);
            (bool passed, index) = waiter.Conclude(waiter.Block(TimeLimit.Left(timeout, begun), cancellationToken));
            if (arrival.HasArrived || !passed)
                return passed;
        }
    }

    // For who came while the action ran: it arrives when that is over.
    private async ValueTask<(bool Passed, int Index)> PassNextAsync(SharedBarrier target, BarrierArrival arrival, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = Environment.TickCount64;
        while (true)
        {
            bool wasInTime = arrival.HasArrived;
            BarrierWaiter waiter = Park(target, arrival, TimeLimit.Left(timeout, begun), cancellationToken);
            (bool passed, int index) = await new ValueTask<(bool, int)>(waiter, waiter.Version).ConfigureAwait(false);
            if (wasInTime || !passed)
                return (passed, index);
            if (TryPass(target, onlyIfLast: false, out arrival))
                return (true, arrival.Index);
        }
    }

    private static async ValueTask<int> IndexAsync(ValueTask<(bool Passed, int Index)> arriving) =>
        await arriving.ConfigureAwait(false) is (true, var index) ? index : throw TimedOut();

    private BarrierWaiter Park(SharedBarrier target, in BarrierArrival arrival, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiter = new BarrierWaiter(this, arrival, isBlocking: false);
        target.Channel.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }
}

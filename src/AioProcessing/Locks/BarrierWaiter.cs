using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Machines;

namespace AioProcessing.Locks;

/// <summary>A party's wait for the others; or, when it has not arrived, for the end of the phase that has no room for it.</summary>
internal sealed class BarrierWaiter(AioBarrier owner, BarrierArrival arrival, bool isBlocking)
    : Waiter<BarrierArrival, BarrierOutcome>(arrival, owner, isBlocking), IValueTaskSource<int>, IValueTaskSource<(bool, int)>
{
    int IValueTaskSource<int>.GetResult(short token) =>
        Conclude(GetResult(token)) is (true, var index) ? index : throw AioBarrier.TimedOut();

    (bool, int) IValueTaskSource<(bool, int)>.GetResult(short token) => Conclude(GetResult(token));

    /// <summary>(false, -1) when the wait timed out.</summary>
    public (bool Passed, int Index) Conclude(BarrierOutcome outcome) => outcome switch
    {
        BarrierOutcome.None => (false, -1),
        BarrierOutcome.Broken when Request.HasArrived => throw AioBarrier.Broken(),
        _ => (true, Request.Index),
    };
}

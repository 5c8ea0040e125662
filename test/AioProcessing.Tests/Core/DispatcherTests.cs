using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class DispatcherTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private readonly SimulatedProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Fact]
    public async Task Continuation_ThatBlocksOnAnotherWait_DoesNotKeepTheDispatcher()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedEvent firstA, SharedEvent firstB) = Share(a, b);
        (SharedEvent secondA, SharedEvent secondB) = Share(a, b);
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task flow = BlockInContinuationAsync();
        firstA.Set();
        await isBlocked.Task.WaitAsync(s_long, TestContext.Current.CancellationToken);
        secondA.Set();
        await flow.WaitAsync(s_long, TestContext.Current.CancellationToken);

        async Task BlockInContinuationAsync()
        {
            await WaitAsync(firstB).ConfigureAwait(false);
            ValueTask<bool> other = WaitAsync(secondB);
            isBlocked.SetResult();
            Assert.True(other.AsTask().Wait(s_long), "Only the dispatcher could have completed it, and the dispatcher was blocked in it.");
        }
    }

    [Fact]
    public async Task Continuation_ThatNeverReturns_OthersGoOn()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedEvent firstA, SharedEvent firstB) = Share(a, b);
        using var never = new ManualResetEventSlim();
        Task stuck = StickAsync();
        firstA.Set();
        for (int i = 0; i < 20; i++)
        {
            (SharedEvent setter, SharedEvent waiter) = Share(a, b);
            Task waiting = WaitAsync(waiter).AsTask();
            setter.Set();
            await waiting.WaitAsync(s_long, TestContext.Current.CancellationToken);
        }

        never.Set();
        await stuck.WaitAsync(s_long, TestContext.Current.CancellationToken);

        async Task StickAsync()
        {
            await WaitAsync(firstB).ConfigureAwait(false);
            never.Wait(s_long);
        }
    }

    [Fact]
    public async Task Dispose_FromAContinuation_EndsTheDispatcherWithoutTouchingTheArena()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedEvent setter, SharedEvent waiter) = Share(a, b);
        Task leaving = LeaveAsync();
        setter.Set();
        await leaving.WaitAsync(s_long, TestContext.Current.CancellationToken);

        // This may run in the continuation still, on the very thread that is to end.
        await Task.Run(b.Dispatcher.Join, TestContext.Current.CancellationToken).WaitAsync(s_long, TestContext.Current.CancellationToken);

        async Task LeaveAsync()
        {
            await WaitAsync(waiter).ConfigureAwait(false);
            b.Dispose();
        }
    }

    private static (SharedEvent, SharedEvent) Share(Participant a, Participant b)
    {
        SharedEvent first = a.Objects.Create(ObjectKind.Event, SharedEvent.Make);
        return (first, b.Objects.Open(first.Index, first.Generation, ObjectKind.Event, SharedEvent.Make));
    }

    private static ValueTask<bool> WaitAsync(SharedEvent target)
    {
        if (target.TryPass(out ulong epoch))
            return new ValueTask<bool>(true);
        var wait = new EventWait(epoch);
        target.Channel.Park(wait);
        return new ValueTask<bool>(wait, wait.Version);
    }

    private sealed class EventWait(ulong epoch) : Waiter<ulong, bool>(epoch, null, isBlocking: false), IValueTaskSource<bool>;
}

namespace AioProcessing.Tests.Core;

/// <summary>A thread that is interrupted while it waits leaves nothing behind, as one whose token is cancelled.</summary>
public sealed class WaiterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Interrupt_WaitsForALock_LockIsNotTakenForIt()
    {
        using AioLock mutex = new();
        Assert.True(mutex.TryAcquire());

        InterruptIn(() => mutex.Acquire(Token));

        mutex.Release();
        Assert.True(mutex.TryAcquire());
    }

    [Fact]
    public void Interrupt_WaitsForAnItem_ItemIsNotTakenForIt()
    {
        using AioQueue<int> queue = new();

        InterruptIn(() => queue.Get(Token));

        queue.Put(7, Token);
        Assert.True(queue.TryGet(out int item));
        Assert.Equal(7, item);
    }

    [Fact]
    public void Interrupt_WaitsForRoom_NothingIsPut()
    {
        using AioQueue<int> queue = new(1);
        queue.Put(1, Token);

        InterruptIn(() => queue.Put(2, Token));

        Assert.Equal(1, queue.Get(Token));
        Assert.False(queue.TryGet(out _));
    }

    [Fact]
    public void Interrupt_WaitsForAPermit_PermitIsNotTakenForIt()
    {
        using AioSemaphore semaphore = new(0);

        InterruptIn(() => semaphore.Acquire(Token));

        semaphore.Release();
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public void Interrupt_WaitsForANotification_HoldsTheLockAgain()
    {
        using AioCondition changed = new();
        bool wasHeld = false;

        InterruptIn(() =>
        {
            changed.Acquire(Token);
            try
            {
                changed.Wait(Token);
            }
            finally
            {
                wasHeld = changed.IsHeld;
                changed.Release();
            }
        });

        Assert.True(wasHeld);
        Assert.False(changed.IsHeld);
    }

    [Fact]
    public void Interrupt_WaitsAtABarrier_BreaksIt()
    {
        using AioBarrier barrier = new(2);

        InterruptIn(() => barrier.SignalAndWait(Token));

        Assert.True(barrier.IsBroken);
    }

    private static void InterruptIn(Action wait)
    {
        Exception? thrown = null;
        Thread thread = new(() => thrown = Record.Exception(wait));
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0, Eventually.Patience), "The thread waits.");
        thread.Interrupt();
        Assert.True(thread.Join(Eventually.Patience), "The thread ends.");
        Assert.IsType<ThreadInterruptedException>(thrown);
    }
}

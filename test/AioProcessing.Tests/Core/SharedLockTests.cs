using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class SharedLockTests : IDisposable
{
    private readonly SimulatedProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void TryAcquire_HeldElsewhere_Fails()
    {
        (SharedLock first, SharedLock second) = Share();
        Assert.True(first.TryAcquire(out LockGrant grant));
        Assert.False(second.TryAcquire(out _));
        Assert.True(first.TryRelease(grant.Held));
        Assert.True(second.TryAcquire(out _));
    }

    [Fact]
    public void TryRelease_Twice_IsRefused()
    {
        (SharedLock first, _) = Share();
        Assert.True(first.TryAcquire(out LockGrant grant));
        Assert.True(first.TryRelease(grant.Held));
        Assert.True(first.TryAcquire(out _));
        Assert.False(first.TryRelease(grant.Held));
    }

    [Fact]
    public void Release_WaiterElsewhere_IsGranted()
    {
        (SharedLock first, SharedLock second) = Share();
        Assert.True(first.TryAcquire(out LockGrant grant));
        LockWait wait = LockWait.Park(second);
        Assert.True(first.TryRelease(grant.Held));
        Assert.False(wait.Block().WasAbandoned);
    }

    [Fact]
    public void Holder_Dies_WaiterIsGrantedAndTold()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedLock first, SharedLock second) = Share(a, b);
        Assert.True(first.TryAcquire(out _));
        LockWait wait = LockWait.Park(second);
        _processes.Kill(a);
        Assert.True(wait.Block().WasAbandoned);
    }

    [Fact]
    public void HandedTo_DiesBeforeTaking_NextWaiterIsGrantedUntold()
    {
        Participant a = _processes.Join(), b = _processes.Join(), c = _processes.Join();
        SharedLock first = a.Objects.Create(ObjectKind.Lock, SharedLock.Make);
        SharedLock second = b.Objects.Open(first.Index, first.Generation, ObjectKind.Lock, SharedLock.Make);
        SharedLock third = c.Objects.Open(first.Index, first.Generation, ObjectKind.Lock, SharedLock.Make);
        Assert.True(first.TryAcquire(out LockGrant grant));
        LockWait.Park(second);
        LockWait wait = LockWait.Park(third);
        SimulatedProcesses.Freeze(b);
        unsafe
        {
            Assert.True(LockMachine.TryHandTo(ref first.Header->State, grant.Held, b.Tag));
        }

        _processes.Bury(b);
        Assert.False(wait.Block().WasAbandoned);
    }

    [Fact]
    public void Close_WhileHeld_NextOwnerIsTold()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedLock first, SharedLock second) = Share(a, b);
        Assert.True(first.TryAcquire(out _));
        LockWait wait = LockWait.Park(second);
        a.Objects.CloseHandle(first);
        Assert.True(wait.Block().WasAbandoned);
    }

    private (SharedLock, SharedLock) Share() => Share(_processes.Join(), _processes.Join());

    private static (SharedLock, SharedLock) Share(Participant a, Participant b)
    {
        SharedLock first = a.Objects.Create(ObjectKind.Lock, SharedLock.Make);
        return (first, b.Objects.Open(first.Index, first.Generation, ObjectKind.Lock, SharedLock.Make));
    }

    private sealed class LockWait() : Waiter<None, LockGrant>(default, null, isBlocking: true)
    {
        public static LockWait Park(SharedLock target)
        {
            var wait = new LockWait();
            target.Channel.Park(wait);
            return wait;
        }

        public LockGrant Block()
        {
            LockGrant grant = Block(TimeSpan.FromSeconds(10), CancellationToken.None);
            Assert.True(grant.IsGranted, "The wait timed out: a wake-up was lost.");
            return grant;
        }
    }
}

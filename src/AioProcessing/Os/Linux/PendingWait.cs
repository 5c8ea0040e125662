namespace AioProcessing.Os.Linux;

/// <summary>One await for a descriptor to become ready, which ends early when whoever is at the other end has ended.</summary>
internal sealed class PendingWait
{
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable _wait;

    private PendingWait(int copy, uint events) => _wait = EpollThread.Shared.Add(copy, events, closes: true, () => _ready.TrySetResult(true));

    /// <summary>On a copy, because an epoll set holds a descriptor once, and several may wait for it.</summary>
    public static PendingWait On(int descriptor, uint events)
    {
        int copy = LibC.Control(descriptor, LibC.F_DUPFD_CLOEXEC, 0);
        return copy >= 0 ? new PendingWait(copy, events) : throw LibC.Failure("A process cannot be talked to", "fcntl", LibC.Errno);
    }

    /// <summary>True = the descriptor is ready; false = nobody is at the other end.</summary>
    public Task<bool> Ready => _ready.Task;

    public void End()
    {
        _wait.Dispose();
        _ready.TrySetResult(false);
    }
}

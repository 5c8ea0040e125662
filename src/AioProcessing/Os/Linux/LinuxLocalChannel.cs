namespace AioProcessing.Os.Linux;

/// <summary>An end of a Unix socket pair. The socket itself is blocking; the asynchronous calls ask it not to, call by call.</summary>
internal sealed class LinuxLocalChannel(int descriptor) : LocalChannel
{
    private readonly Lock _lock = new();
    private PendingWait? _sending;
    private PendingWait? _receiving;
    private bool _peerEnded;
    private bool _disposed;

    public int Descriptor => descriptor;

    /// <summary>Two connected ends, both close-on-exec and above the numbers that a child is given.</summary>
    public static unsafe (LinuxLocalChannel Ours, LinuxLocalChannel Childs) CreatePair()
    {
        int* pair = stackalloc int[2];
        if (LibC.SocketPair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair) < 0)
            throw LibC.Failure("No process can be started", "socketpair", LibC.Errno);
        return (new LinuxLocalChannel(pair[0]), new LinuxLocalChannel(pair[1]));
    }

    // The blocking calls are the child's. They do not ask for the reason of a failure: it is an end when the other end is closed, else a signal came between.

    public override unsafe bool Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint sent;
            fixed (byte* start = bytes)
                sent = LibC.SendQuietly(descriptor, start, (nuint)bytes.Length, LibC.MSG_NOSIGNAL);
            if (sent >= 0)
                bytes = bytes[(int)sent..];
            else if (IsClosed)
                return false;
        }
        return true;
    }

    public override unsafe int Receive(Span<byte> buffer)
    {
        nint received;
        do
        {
            fixed (byte* start = buffer)
                received = LibC.ReceiveQuietly(descriptor, start, (nuint)buffer.Length, 0);
        }
        while (received < 0 && !IsClosed);
        return received < 0 ? 0 : (int)received;
    }

    public override bool WaitForBytes() => Wait(-1) == LibC.POLLIN;

    public override bool DieWithPeer()
    {
        bool isSet = LibC.ControlQuietly(descriptor, LibC.F_SETOWN, Environment.ProcessId) == 0
            && LibC.ControlQuietly(descriptor, LibC.F_SETSIG, Signal.Kill) == 0
            && LibC.ControlQuietly(descriptor, LibC.F_SETFL, LibC.O_ASYNC) == 0;
        // What happened before sends no signal any more.
        if (isSet && Wait(0) != 0)
            LibC.Exit(1);
        return isSet;
    }

    private bool IsClosed => (Wait(0) & ~LibC.POLLIN) != 0;

    private unsafe short Wait(int timeoutMilliseconds)
    {
        LibC.PollEntry entry = new() { Descriptor = descriptor, Events = LibC.POLLIN | LibC.POLLRDHUP };
        // Interrupted, and not restarted by the system, when this process was stopped and goes on.
        while (LibC.PollQuietly(&entry, 1, timeoutMilliseconds) < 0)
            ;
        return entry.Returned;
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            switch (SendSome(ref bytes))
            {
                case Progress.Done:
                    return true;
                case Progress.Closed:
                    return false;
            }
            if (!await WaitAsync(ref _sending, LibC.EPOLLOUT).ConfigureAwait(false))
                return false;
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (true)
        {
            int received = ReceiveSome(buffer.Span);
            if (received != WouldBlock)
                return received;
            if (!await WaitAsync(ref _receiving, LibC.EPOLLIN).ConfigureAwait(false))
            {
                // It ended after our look: what it sent last is there now, or never.
                received = ReceiveSome(buffer.Span);
                return received == WouldBlock ? 0 : received;
            }
        }
    }

    public override void PeerEnded()
    {
        lock (_lock)
        {
            _peerEnded = true;
            _sending?.End();
            _receiving?.End();
        }
    }

    public override void Dispose()
    {
        PeerEnded();
        lock (_lock)
        {
            if (!_disposed)
                _ = LibC.Close(descriptor);
            _disposed = true;
        }
    }

    /// <summary>False when the peer has ended.</summary>
    private ValueTask<bool> WaitAsync(ref PendingWait? slot, uint events)
    {
        lock (_lock)
        {
            if (_peerEnded)
                return new(false);
            slot = PendingWait.On(descriptor, events);
            return new(slot.Ready);
        }
    }

    private const int WouldBlock = -1;

    private enum Progress
    {
        Done,
        WouldBlock,
        Closed,
    }

    private Progress SendSome(ref ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        Progress progress = SendSome(ref span);
        bytes = bytes[^span.Length..];
        return progress;
    }

    private unsafe Progress SendSome(ref ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint sent;
            fixed (byte* start = bytes)
                sent = LibC.Send(descriptor, start, (nuint)bytes.Length, LibC.MSG_NOSIGNAL | LibC.MSG_DONTWAIT);
            if (sent >= 0)
                bytes = bytes[(int)sent..];
            else if (LibC.Errno == LibC.EAGAIN)
                return Progress.WouldBlock;
            else if (LibC.Errno != LibC.EINTR)
                return Progress.Closed;
        }
        return Progress.Done;
    }

    private unsafe int ReceiveSome(Span<byte> buffer)
    {
        while (true)
        {
            nint received;
            fixed (byte* start = buffer)
                received = LibC.Receive(descriptor, start, (nuint)buffer.Length, LibC.MSG_DONTWAIT);
            if (received >= 0)
                return (int)received;
            if (LibC.Errno == LibC.EAGAIN)
                return WouldBlock;
            // ECONNRESET: the peer ended without reading all that we sent.
            if (LibC.Errno != LibC.EINTR)
                return 0;
        }
    }
}

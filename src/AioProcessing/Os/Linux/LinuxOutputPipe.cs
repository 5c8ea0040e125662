namespace AioProcessing.Os.Linux;

/// <summary>A pipe. Only our end is non-blocking: each end of a pipe has its own mode, and the child's must stay as programs expect it.</summary>
internal sealed class LinuxOutputPipe : OutputPipe
{
    private readonly Lock _lock = new();
    private readonly int _readEnd;
    private int _writeEnd;
    private PendingWait? _reading;
    private bool _writerEnded;
    private bool _disposed;

    public unsafe LinuxOutputPipe()
    {
        int* ends = stackalloc int[2];
        if (LibC.Pipe(ends, LibC.O_CLOEXEC) < 0)
            throw LibC.Failure("No process can be started with its output redirected", "pipe2", LibC.Errno);
        _readEnd = ends[0];
        _writeEnd = ends[1];
        if (LibC.Control(_readEnd, LibC.F_SETFL, LibC.O_NONBLOCK) < 0)
            throw LibC.Failure("No process can be started with its output redirected", "fcntl", LibC.Errno);
    }

    public override int WriteEnd => _writeEnd;

    public override void CloseWriteEnd()
    {
        if (_writeEnd >= 0)
            _ = LibC.Close(_writeEnd);
        _writeEnd = -1;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        while (true)
        {
            int count = ReadSome(buffer.Span);
            if (count != WouldBlock)
                return count;
            if (!await WaitAsync().ConfigureAwait(false))
            {
                // It ended after our look: what it wrote last is there now, or never.
                count = ReadSome(buffer.Span);
                return count == WouldBlock ? 0 : count;
            }
        }
    }

    public override void WriterEnded()
    {
        lock (_lock)
        {
            _writerEnded = true;
            _reading?.End();
        }
    }

    public override void Dispose()
    {
        WriterEnded();
        lock (_lock)
        {
            CloseWriteEnd();
            if (!_disposed)
                _ = LibC.Close(_readEnd);
            _disposed = true;
        }
    }

    private const int WouldBlock = -1;

    private unsafe int ReadSome(Span<byte> buffer)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
                count = LibC.Read(_readEnd, start, (nuint)buffer.Length);
            if (count >= 0)
                return (int)count;
            if (LibC.Errno == LibC.EAGAIN)
                return WouldBlock;
            if (LibC.Errno != LibC.EINTR)
                return 0;
        }
    }

    /// <summary>False when the writer has ended.</summary>
    private Task<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_writerEnded)
                return Task.FromResult(false);
            _reading = PendingWait.On(_readEnd, LibC.EPOLLIN);
            return _reading.Ready;
        }
    }
}

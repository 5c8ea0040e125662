using System.Buffers;
using System.Net.Sockets;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Frames on their way out of one socket, in the order in which they were added; many small ones leave in one write.</summary>
/// <remarks>
/// Whoever adds a frame while nobody sends sends it, at once and on its own thread; whoever comes meanwhile leaves the frame to that one. So a lone call
/// costs one write, and under load the writes grow instead of their number.
/// </remarks>
internal sealed class OutputBuffer(Socket socket, Action<Exception> failed)
{
    private const int ChunkBytes = 64 * 1024;
    private const int LargeFrameBytes = 16 * 1024;

    private readonly Queue<Chunk> _chunks = new();
    private Chunk? _open;
    private long _waitingBytes;
    private bool _isFlushing;
    private bool _isClosed;
    private Action? _whenDrained;

    /// <summary>Guards the frames; users may guard with it what has to be decided in the order of the frames.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Adds a sealed frame, which is returned to its thread when it has left. <see cref="Gate"/> is held.</summary>
    /// <returns>True: the caller has to <see cref="Flush"/>, after it has left the gate.</returns>
    public bool AddLocked(PayloadWriter frame)
    {
        if (_isClosed)
        {
            frame.Return();
            return false;
        }
        _waitingBytes += frame.WrittenCount;
        if (frame.WrittenCount > LargeFrameBytes)
        {
            _chunks.Enqueue(new Chunk(frame));
            _open = null;
        }
        else
        {
            if (_open is null || !_open.TryAdd(frame.Written))
            {
                _open = new Chunk(ArrayPool<byte>.Shared.Rent(ChunkBytes));
                _ = _open.TryAdd(frame.Written);
                _chunks.Enqueue(_open);
            }
            frame.Return();
        }
        if (_isFlushing)
            return false;
        _isFlushing = true;
        return true;
    }

    /// <summary>Adds a frame and sees to it that it leaves.</summary>
    public void Add(PayloadWriter frame)
    {
        bool flushes;
        lock (Gate)
            flushes = AddLocked(frame);
        if (flushes)
            Flush();
    }

    /// <summary>Frames that are added from here on wait for <see cref="Flush"/>, if the answer is true; if false, somebody is sending already.</summary>
    public bool TryCork()
    {
        lock (Gate)
        {
            bool isMine = !_isFlushing;
            _isFlushing = true;
            return isMine;
        }
    }

    /// <summary>Whether more than so many bytes wait; then <paramref name="whenDrained"/> is called once all has left.</summary>
    public bool IsOver(long limitBytes, Action whenDrained)
    {
        lock (Gate)
        {
            if (_waitingBytes <= limitBytes || _isClosed)
                return false;
            _whenDrained += whenDrained;
            return true;
        }
    }

    /// <summary>Sends until nothing waits. Only for whom <see cref="AddLocked"/> or <see cref="TryCork"/> chose.</summary>
    public void Flush()
    {
        while (TryNext(out Chunk? chunk))
        {
            while (chunk.Left.Length > 0)
            {
                int sent;
                try
                {
                    sent = socket.Send(chunk.Left.Span, SocketFlags.None, out SocketError error);
                    if (error == SocketError.WouldBlock)
                    {
                        _ = FlushSlowlyAsync(chunk);
                        return;
                    }
                    if (error != SocketError.Success)
                        throw new SocketException((int)error);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    Fail(chunk, exception);
                    return;
                }
                chunk.Advance(sent);
            }
            Done(chunk);
        }
    }

    /// <summary>Drops what has not left, and takes nothing more.</summary>
    public void Close()
    {
        Action? drained;
        lock (Gate)
        {
            _isClosed = true;
            _open = null;
            foreach (Chunk chunk in _chunks)
                chunk.Return();
            _chunks.Clear();
            drained = _whenDrained;
            _whenDrained = null;
        }
        drained?.Invoke();
    }

    private async Task FlushSlowlyAsync(Chunk chunk)
    {
        try
        {
            while (chunk.Left.Length > 0)
                chunk.Advance(await socket.SendAsync(chunk.Left, SocketFlags.None).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Fail(chunk, exception);
            return;
        }
        Done(chunk);
        Flush();
    }

    private bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Chunk? chunk)
    {
        Action? drained = null;
        lock (Gate)
        {
            if (_chunks.TryDequeue(out chunk))
            {
                if (ReferenceEquals(chunk, _open))
                    _open = null;
            }
            else
            {
                _isFlushing = false;
                drained = _whenDrained;
                _whenDrained = null;
            }
        }
        drained?.Invoke();
        return chunk is not null;
    }

    private void Done(Chunk chunk)
    {
        lock (Gate)
            _waitingBytes -= chunk.Sent;
        chunk.Return();
    }

    private void Fail(Chunk chunk, Exception exception)
    {
        chunk.Return();
        failed(exception);
    }

    /// <summary>Bytes that leave together: small frames one after the other, or a large one where it was written.</summary>
    private sealed class Chunk
    {
        private byte[]? _rented;
        private PayloadWriter? _frame;
        private int _filled;
        private int _sent;

        public Chunk(byte[] rented) => _rented = rented;

        public Chunk(PayloadWriter frame) => (_frame, _filled) = (frame, frame.WrittenCount);

        public ReadOnlyMemory<byte> Left =>
            _frame is not null ? _frame.WrittenMemory[_sent..] : _rented.AsMemory(_sent, _filled - _sent);

        public int Sent => _sent;

        public bool TryAdd(ReadOnlySpan<byte> frame)
        {
            if (frame.Length > _rented!.Length - _filled)
                return false;
            frame.CopyTo(_rented.AsSpan(_filled));
            _filled += frame.Length;
            return true;
        }

        public void Advance(int count) => _sent += count;

        public void Return()
        {
            _frame?.Return();
            if (_rented is not null)
                ArrayPool<byte>.Shared.Return(_rented);
            _frame = null;
            _rented = null;
            _filled = _sent = 0;
        }
    }
}

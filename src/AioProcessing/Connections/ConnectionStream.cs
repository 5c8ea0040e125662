namespace AioProcessing.Connections;

/// <summary>Bytes in messages of any size, as a stream.</summary>
internal sealed class ConnectionStream(AioConnection connection) : Stream
{
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => connection.CanReceive && !connection.IsClosed;

    public override bool CanWrite => connection.CanSend && !connection.IsClosed;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("A connection has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        try
        {
            while (_rest.IsEmpty)
                _rest = await connection.ReceiveBytesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AioConnectionClosedException) when (!connection.Transport.IsWithinMessage)
        {
            return 0;
        }
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Blocking.Wait(ReadAsync(buffer.AsMemory(offset, count)));

    // An empty write is no message: to a stream's reader it would mean nothing.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? default : connection.SendBytesAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count > 0)
            connection.SendBytes(buffer.AsMemory(offset, count));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot go back.");

    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            connection.Dispose();
        base.Dispose(disposing);
    }
}

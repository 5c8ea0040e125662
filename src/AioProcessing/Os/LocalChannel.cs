namespace AioProcessing.Os;

/// <summary>One end of a byte stream between a parent and its child. The peer's death closes the other end.</summary>
/// <remarks>The parent uses the asynchronous calls, the child the blocking ones: a child has a thread to spare, and nothing to start an event loop with.</remarks>
internal abstract class LocalChannel : IDisposable
{
    /// <summary>Blocks until all of <paramref name="bytes"/> is on its way. False when nobody is left to read them.</summary>
    public abstract bool Send(ReadOnlySpan<byte> bytes);

    /// <summary>Blocks until some bytes have come; 0 = the other end is closed.</summary>
    public abstract int Receive(Span<byte> buffer);

    /// <summary>Blocks until bytes have come (true) or the other end is closed, although unread bytes may be left (false).</summary>
    public abstract bool WaitForBytes();

    /// <summary>
    /// From now on the system itself kills this process when the other end closes, or when anything arrives. No thread of ours has to run for that, so nothing that
    /// the target does can prevent it. False where the system does not offer it.
    /// </summary>
    public abstract bool DieWithPeer();

    /// <summary>Awaits what <see cref="Send"/> blocks for. One at a time.</summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Awaits what <see cref="Receive"/> blocks for. One at a time.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>
    /// The peer has ended: what it sent can still be received, but nobody waits for more. An end of the stream alone does not say so much,
    /// and may not come, because the peer's own children can hold its end open.
    /// </summary>
    public abstract void PeerEnded();

    public abstract void Dispose();
}

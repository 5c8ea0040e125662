namespace AioProcessing.Os;

/// <summary>What a child writes to its standard output or error, on its way to this process.</summary>
internal abstract class OutputPipe : IDisposable
{
    /// <summary>The descriptor for the child; closed here by <see cref="CloseWriteEnd"/>.</summary>
    public abstract int WriteEnd { get; }

    /// <summary>To be called once the child has it: this process does not write.</summary>
    public abstract void CloseWriteEnd();

    /// <summary>Awaits some bytes. 0 = there will be no more.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>
    /// The child has ended: what it wrote can still be read, but nobody waits for more. The end of the pipe itself may not come, because processes that the child
    /// started can hold it open.
    /// </summary>
    public abstract void WriterEnded();

    public abstract void Dispose();
}

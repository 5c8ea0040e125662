namespace AioProcessing.Os;

/// <summary>A range of memory that several processes map. Lazily committed: untouched pages cost nothing.</summary>
internal abstract unsafe class SharedMapping : IDisposable
{
    public const int PageBytes = 4096;

    /// <summary>First byte of the mapping in this process; page-aligned.</summary>
    public abstract byte* Base { get; }

    /// <summary>Bytes mapped.</summary>
    public abstract long SizeBytes { get; }

    /// <summary>The descriptor that a child inherits to map the same memory.</summary>
    public abstract int Descriptor { get; }

    /// <summary>Whether a page must be backed before its first touch, by a read too: the system ends a process that touches one for which there is no room.</summary>
    public virtual bool NeedsBacking => false;

    /// <summary>By how much all mappings of this kind may grow before the system ends processes for want of memory, as far as that is known.</summary>
    public virtual long AvailableBytes => long.MaxValue;

    /// <summary>Makes sure that there is memory behind the range. False when there is no room for it; then nothing has changed.</summary>
    public virtual bool TryBack(long offset, long sizeBytes) => true;

    /// <summary>
    /// Gives every page of the range its memory now, so that touching it later needs none. False when the system has too little; what it had given it may keep.
    /// </summary>
    public virtual bool TryAllocate(long offset, long sizeBytes) => TryBack(offset, sizeBytes);

    /// <summary>The error for a range that could not be backed.</summary>
    public virtual AioContextException NoRoom(long sizeBytes) => new(
        $"The shared memory cannot grow by {sizeBytes:N0} bytes: this machine, or the limit that this process runs under, has too little left. Let consumers catch up, give queues a capacity, or free memory.");

    /// <summary>Gives the pages wholly inside the range back to the system; they read as zero afterwards, and need backing again.</summary>
    public abstract void Discard(long offset, long sizeBytes);

    /// <summary>
    /// Lets go of the memory and keeps the addresses: from now on they lead to zeroes of this process alone. For a mapping to which somebody may
    /// still have an address; <see cref="Dispose"/> follows when nobody has.
    /// </summary>
    public virtual void Retire()
    {
    }

    public abstract void Dispose();
}

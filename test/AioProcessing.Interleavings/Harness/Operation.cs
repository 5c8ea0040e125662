using AioProcessing.Core;

namespace AioProcessing.Interleavings;

/// <summary>One step of an actor: an access to a shared word, or a call that may block. A null address is a call without a word.</summary>
internal readonly unsafe struct Operation(string name, byte* address, int sizeBytes)
{
    public readonly string Name = name;
    public readonly byte* Address = address;
    public readonly int SizeBytes = sizeBytes;

    /// <summary>Only reads, so it neither changes what others see nor drains the actor's store buffer.</summary>
    public bool IsLoad => Name == nameof(Atomic.LoadAcquire);

    /// <summary>A plain store: the only operation whose effect others may see late.</summary>
    public bool IsStore => Name == nameof(Atomic.StoreRelease);

    public bool HasWord => Address is not null;

    /// <summary>What the word holds now, widened.</summary>
    public ulong Read() => SizeBytes == sizeof(uint) ? *(uint*)Address : *(ulong*)Address;

    public void Write(ulong value)
    {
        if (SizeBytes == sizeof(uint))
            *(uint*)Address = (uint)value;
        else
            *(ulong*)Address = value;
    }
}

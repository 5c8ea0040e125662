namespace AioProcessing.Interleavings;

/// <summary>A named word in the simulated shared memory, on a cache line of its own.</summary>
internal readonly unsafe struct Word<T>(T* address) where T : unmanaged
{
    private readonly T* _address = address;

    /// <summary>The word itself: pass it to <c>Atomic</c> in actors, read it raw in invariants and final checks.</summary>
    public ref T Ref => ref *_address;
}

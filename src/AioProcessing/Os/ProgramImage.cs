namespace AioProcessing.Os;

/// <summary>
/// An executable as it lies in memory. Processes that run the same file have it at different addresses, and everything inside it at the same offsets.
/// </summary>
internal abstract class ProgramImage
{
    /// <summary>From an address to the offset; false when it lies outside the image.</summary>
    public abstract bool TryGetOffset(nint address, out long offset);

    /// <summary>From an offset to the address; false when it lies outside the image.</summary>
    public abstract bool TryGetAddress(long offset, out nint address);
}

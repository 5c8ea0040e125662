namespace AioProcessing.Core;

/// <summary>Refuses memory where its first touch would make the system end processes, this one or others. For memory that has no limit of its own.</summary>
/// <remarks>
/// What is left is the system's estimate, and to ask for it costs as much as some dozen pages; so this process asks once per <see cref="StepBytes"/>. In between,
/// and together with others who ask as seldom, it may take some of what is to be left over. No reservation: others may take it all at the same time.
/// </remarks>
/// <param name="available">Bytes that can be had without anybody being ended.</param>
internal sealed class GrowthGuard(Func<long> available)
{
    public const long StepBytes = 8 << 20;
    public const long LeftOverBytes = 32 << 20;

    private long _sinceLook;

    /// <summary>Whether there is memory for so many bytes more. Where there is not, the next one to ask looks again.</summary>
    public bool MayGrow(long sizeBytes)
    {
        if (Interlocked.Add(ref _sinceLook, sizeBytes) < StepBytes)
            return true;
        if (sizeBytes + LeftOverBytes > available())
            return false;
        Interlocked.Exchange(ref _sinceLook, 0);
        return true;
    }
}

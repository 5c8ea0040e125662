namespace AioProcessing.Core;

/// <summary>The explorer's numbers: the fewest with which every branch is taken.</summary>
internal static class Tuning
{
    public const int RingLockSpins = 1;
}

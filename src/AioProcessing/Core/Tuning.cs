namespace AioProcessing.Core;

/// <summary>How often loops look before they give up.</summary>
/// <remarks>A type of its own because the interleaving build replaces it by smaller numbers: each look is a step to be explored.</remarks>
internal static class Tuning
{
    /// <summary>Looks at a ring's lock before its side counts as busy.</summary>
    public const int RingLockSpins = 500;
}

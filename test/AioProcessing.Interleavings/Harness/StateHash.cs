using System.Numerics;

namespace AioProcessing.Interleavings;

/// <summary>64-bit mixing for state keys. A collision hides one state among millions with a chance of about one in a million.</summary>
internal static class StateHash
{
    private const ulong First = 0x9E3779B97F4A7C15, Second = 0xBF58476D1CE4E5B9;

    public static ulong Mix(ulong hash, ulong value)
    {
        hash = (BitOperations.RotateLeft(hash, 23) ^ value) * First;
        return hash ^ (hash >> 29);
    }

    public static ulong Mix(ulong hash, ulong one, ulong two) =>
        BitOperations.RotateLeft((hash ^ one) * First, 31) ^ (BitOperations.RotateLeft(two, 17) * Second) ^ (hash >> 33);

    /// <summary>Order-dependent over the characters.</summary>
    public static ulong Mix(ulong hash, string text)
    {
        foreach (char c in text)
            hash = Mix(hash, c);
        return hash;
    }
}

using System.Security.Cryptography;

namespace AioProcessing.Bootstrap;

/// <summary>The secret of a process tree: made by its root, inherited by every child at its start.</summary>
internal static class ProcessKey
{
    private const int SizeBytes = 32;

    private static byte[]? s_key;

    public static byte[] Current
    {
        get => Volatile.Read(ref s_key) ?? Make();
        set => Volatile.Write(ref s_key, value);
    }

    /// <summary>What this process was started with; nothing else runs yet.</summary>
    public static void Inherit(byte[] key) => s_key = key;

    private static byte[] Make()
    {
        byte[] made = RandomNumberGenerator.GetBytes(SizeBytes);
        return Interlocked.CompareExchange(ref s_key, made, null) ?? made;
    }
}

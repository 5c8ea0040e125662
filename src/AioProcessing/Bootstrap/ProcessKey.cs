using System.Security.Cryptography;

namespace AioProcessing.Bootstrap;

/// <summary>The secret of a process tree: made by its root, inherited by every child at its start.</summary>
internal static class ProcessKey
{
    private const int SizeBytes = 32;

    private static readonly Lock s_lock = new();
    private static byte[]? s_key;

    /// <summary>What this process was started with. Nothing else runs yet, and a lock would cost the start.</summary>
    public static void Inherit(byte[] key) => s_key = key;

    public static byte[] Current
    {
        get
        {
            lock (s_lock)
                return s_key ??= RandomNumberGenerator.GetBytes(SizeBytes);
        }
        set
        {
            lock (s_lock)
                s_key = value;
        }
    }
}

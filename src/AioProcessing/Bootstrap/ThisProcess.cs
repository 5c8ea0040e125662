using AioProcessing.Os;

namespace AioProcessing.Bootstrap;

/// <summary>What this process is in its tree.</summary>
internal static class ThisProcess
{
    private const int AuthKeySize = 32;

    private static int s_startedChildren;
    private static byte[]? s_authKey;

    /// <summary>Null in the root of a tree.</summary>
    public static ChildProfile? Profile { get; set; }

    /// <summary>In a child, the channel to its parent, whose lock is held while a message is sent; else null.</summary>
    public static LocalChannel? ToParent { get; set; }

    public static bool IsDaemon => Profile is { } profile && (profile.Traits & ChildTraits.IsDaemon) != 0;

    /// <summary>The secret by which processes of one tree know each other: made by the root, inherited by children.</summary>
    public static byte[] AuthKey
    {
        get => s_authKey ?? Interlocked.CompareExchange(ref s_authKey, Profile?.AuthKey ?? MakeAuthKey(), null) ?? s_authKey;
        set => s_authKey = value;
    }

    /// <summary>The program's <c>Main</c> begins by letting children in.</summary>
    public static bool MainAdmitsChildren { get; set; }

    public static string Name => Profile?.Name ?? "MainProcess";

    /// <summary>The lineage of the next child: Python's numbering, in which the second child of the first child is 1:2.</summary>
    public static string NextLineage()
    {
        string number = Interlocked.Increment(ref s_startedChildren).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Profile is { Lineage: { Length: > 0 } lineage } ? $"{lineage}:{number}" : number;
    }

    private static byte[] MakeAuthKey()
    {
        byte[] key = new byte[AuthKeySize];
        Platform.Self.FillRandom(key);
        return key;
    }
}

namespace AioProcessing.Bootstrap;

/// <summary>What this process is in its tree.</summary>
internal static class ThisProcess
{
    private static int s_startedChildren;

    /// <summary>Null in the root of a tree.</summary>
    public static ChildProfile? Profile { get; set; }

    /// <summary>The program's <c>Main</c> begins by letting children in.</summary>
    public static bool MainAdmitsChildren { get; set; }

    public static string Name => Profile?.Name ?? "MainProcess";

    /// <summary>The lineage of the next child: Python's numbering, in which the second child of the first child is 1:2.</summary>
    public static string NextLineage()
    {
        string number = Interlocked.Increment(ref s_startedChildren).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Profile is { Lineage: { Length: > 0 } lineage } ? $"{lineage}:{number}" : number;
    }
}

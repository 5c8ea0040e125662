using System.Text.RegularExpressions;

namespace AioProcessing.Tests.Tidy;

/// <summary>What the project says, it says about itself: no file speaks of a tracker's numbers, of somebody's machine, or of who wrote it when.</summary>
internal static partial class TextRule
{
    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".json", ".md", ".props", ".py", ".runsettings", ".sh", ".slnx", ".targets", ".txt", ".xml", ".yaml", ".yml", ".ci/run", ".editorconfig", ".gitattributes"];

    private static readonly (Regex Pattern, string Advice)[] Unwanted =
    [
        (IssueNumber(), "a number of a tracker means nothing to a reader of the file; say the thing itself"),
        (MachinePath(), "a path of one machine; use a path from the repository's root"),
        (Workplace(), "how the work was organised is no property of the project"),
        (PackageFeed(), "where packages come from is the user's configuration"),
        (Unfinished(), "unfinished work is not merged; throw a clear error, and say so in the README"),
    ];

    public static bool IsText(string path) => TextEndings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    public static IEnumerable<Finding> Check(string path, string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach ((Regex pattern, string advice) in Unwanted)
            {
                Match match = pattern.Match(lines[i]);
                if (match.Success) yield return new Finding(path, $"line {i + 1}: '{match.Value.Trim()}': {advice}.");
            }
        }
    }

    [GeneratedRegex(@"\b(?:issue)s?\s+#?\d+|(?:^|[\s(])#\d+\b(?!\w)", RegexOptions.IgnoreCase)]
    private static partial Regex IssueNumber();

    [GeneratedRegex(@"(?<![\w.])/(?:home|root|Users|work|workspace|mnt)/[\w.]+|\b[A-Z]:\\\w+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(?:this|that|earlier|next|last|previous|parallel|another) session\b|\bworktrees?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Workplace();

    [GeneratedRegex(@"https?://\S*/(?:v3/index\.json|simple/?$|nuget/v\d)", RegexOptions.IgnoreCase)]
    private static partial Regex PackageFeed();

    [GeneratedRegex(@"\b(?:TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex Unfinished();
}

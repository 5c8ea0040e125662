using System.Text.RegularExpressions;

namespace AioProcessing.Tests.Tidy;

/// <summary>What a document points at is there: the files behind its relative links, and the paths under <c>src/</c>, <c>test/</c>, … that it names.</summary>
internal static partial class LinkRule
{
    public static IEnumerable<Finding> Check(string path, string text, Func<string, bool> exists)
    {
        string folder = Path.GetDirectoryName(path)!;
        foreach (Match link in RelativeLink().Matches(text))
        {
            string target = Normal(Path.Combine(folder, link.Groups[1].Value));
            if (!exists(target)) yield return new Finding(path, $"links to {link.Groups[1].Value}, which is not there.");
        }

        foreach (Match named in NamedPath().Matches(text))
        {
            if (!exists(named.Groups[1].Value.TrimEnd('/'))) yield return new Finding(path, $"names {named.Groups[1].Value}, which is not there.");
        }
    }

    public static bool ExistsInRepository(string path) => File.Exists(Repository.Full(path)) || Directory.Exists(Repository.Full(path));

    private static string Normal(string path) => Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Repository.Root)).Replace('\\', '/');

    [GeneratedRegex(@"\]\((?!\w+:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex RelativeLink();

    // Only whole paths between backticks; a name with a placeholder or a wildcard is none.
    [GeneratedRegex(@"`((?:src|test|bench|samples|docs|\.ci|\.github)/[\w./-]+)`")]
    private static partial Regex NamedPath();
}

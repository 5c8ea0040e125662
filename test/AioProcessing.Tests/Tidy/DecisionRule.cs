using System.Text.RegularExpressions;

namespace AioProcessing.Tests.Tidy;

/// <summary>Every decision record has a number of its own, answers the four questions, and is listed in the index.</summary>
internal static partial class DecisionRule
{
    public const string Folder = "docs/decisions/";

    public const string Index = Folder + "README.md";

    public static readonly string[] Questions = ["Context", "Decision", "What we gave up", "What would change our mind"];

    /// <param name="records">Path and text of each file in the folder but the index.</param>
    /// <param name="index">The text of the index.</param>
    public static IEnumerable<Finding> Check(IReadOnlyList<(string Path, string Text)> records, string index)
    {
        HashSet<string> numbers = [];
        foreach ((string path, string text) in records)
        {
            string name = path[Folder.Length..];
            if (!FileName().IsMatch(name)) yield return new Finding(path, "a record is called NNNN-what-was-decided.md.");
            else if (!numbers.Add(name[..4])) yield return new Finding(path, $"the number {name[..4]} is taken.");
            if (!index.Contains($"({name})", StringComparison.Ordinal)) yield return new Finding(path, $"{Index} does not list it.");
            foreach (string question in Questions.Where(question => !HasAnswer(text, question)))
                yield return new Finding(path, $"the section '## {question}' is missing or empty.");
        }
    }

    private static bool HasAnswer(string text, string question)
    {
        string[] lines = text.Split('\n');
        int heading = Array.FindIndex(lines, line => line.Trim() == "## " + question);
        return heading >= 0 && lines.Skip(heading + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Any(line => line.Trim().Length > 0);
    }

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex FileName();
}

using System.Text.RegularExpressions;

namespace AioProcessing.Tests.Tidy;

/// <summary>
/// Every file of <c>Core/Machines</c> that touches a shared word carries an essay with all its headings in order, cites only steps that the essay
/// lists, and names tests that exist. A file that only describes the bits of a word needs none.
/// </summary>
internal static partial class EssayRule
{
    public static readonly string[] Headings =
    [
        "WORD", "STATES", "TRANSITIONS", "INVARIANTS", "IF A PROCESS DIES", "NO LOST WAKE-UP", "COST", "NOT HERE", "TESTED BY", "PRIOR ART",
    ];

    public static IEnumerable<Finding> Check(IEnumerable<SourceFile> files, IReadOnlyCollection<string> paths) =>
        files.Where(file => file.IsUnder("src/AioProcessing/Core/Machines/") && IsMachine(file))
            .SelectMany(file => CheckFile(file.Text, paths).Select(what => new Finding(file.Path, what)));

    private static bool IsMachine(SourceFile file) =>
        file.Path.EndsWith("Machine.cs", StringComparison.Ordinal) || file.Syntax.DescendantTokens().Any(token => token.ValueText == "Atomic");

    private static IEnumerable<string> CheckFile(string text, IReadOnlyCollection<string> paths)
    {
        string[] essay = [.. text.Split('\n').Where(line => line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("///", StringComparison.Ordinal))];
        int[] places = [.. Headings.Select(heading => Array.FindIndex(essay, line => IsHeading(line, heading)))];
        for (int i = 0; i < Headings.Length; i++)
        {
            if (places[i] < 0) yield return $"its essay lacks the heading '{Headings[i]}'.";
            else if (places[..i].Any(earlier => earlier > places[i])) yield return $"its essay's heading '{Headings[i]}' comes too early.";
        }

        if (places.Any(place => place < 0)) yield break;
        foreach (string step in UnknownSteps(text, string.Join('\n', essay))) yield return $"it cites {step}, which its essay does not list.";

        string testedBy = string.Join(' ', essay[places[^2]..places[^1]]);
        foreach (string complaint in CheckTests(testedBy, paths)) yield return complaint;
    }

    private static bool IsHeading(string line, string heading) =>
        line.StartsWith($"// {heading}", StringComparison.Ordinal) && (line.Length == heading.Length + 3 || !char.IsLetter(line[heading.Length + 3]));

    private static IEnumerable<string> UnknownSteps(string text, string essay)
    {
        HashSet<string> listed = [.. ListedStep().Matches(essay).Select(match => match.Groups[1].Value)];
        return CitedStep().Matches(text).Select(match => match.Value).Distinct().Where(step => !listed.Contains(step));
    }

    private static IEnumerable<string> CheckTests(string testedBy, IReadOnlyCollection<string> paths)
    {
        MatchCollection named = NamedTests().Matches(testedBy);
        if (named.Count == 0) yield return "its essay names no tests as Interleavings/… or Tests/….";
        foreach (Match match in named)
        {
            string path = $"test/AioProcessing.{match.Value}";
            if (!paths.Any(known => known == path + ".cs" || known.StartsWith(path + "/", StringComparison.Ordinal)))
                yield return $"its essay says that {match.Value} tests it, but there is no {path}(.cs).";
        }
    }

    // Listed: first in a line of the essay, or set apart by two spaces.
    [GeneratedRegex(@"(?:^//\s+|  )([TIR]\d+)\b", RegexOptions.Multiline)]
    private static partial Regex ListedStep();

    // "RingMachine R2" is a step of another essay.
    [GeneratedRegex(@"(?<![\w<]|Machine )[TIR]\d+\b(?!>)")]
    private static partial Regex CitedStep();

    [GeneratedRegex(@"\b(?:Interleavings|Tests|Torture)/[\w/]*\w")]
    private static partial Regex NamedTests();
}

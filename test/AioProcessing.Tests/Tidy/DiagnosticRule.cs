using Microsoft.CodeAnalysis;

namespace AioProcessing.Tests.Tidy;

/// <summary>Every diagnostic of the analyzers has a page that says what it means, why, and how to resolve it, and is listed for the next release.</summary>
internal static class DiagnosticRule
{
    public const string Folder = "docs/diagnostics/";

    public const string Releases = "src/AioProcessing.Generators/AnalyzerReleases.";

    public static readonly string[] Questions = ["What", "Why", "How to resolve"];

    /// <param name="diagnostics">All diagnostics.</param>
    /// <param name="pages">Path and text of each file in the folder.</param>
    /// <param name="releases">The text of the release lists.</param>
    public static IEnumerable<Finding> Check(IReadOnlyList<DiagnosticDescriptor> diagnostics, IReadOnlyList<(string Path, string Text)> pages, string releases)
    {
        foreach (DiagnosticDescriptor diagnostic in diagnostics)
        {
            string path = $"{Folder}{diagnostic.Id}.md";
            string? text = pages.FirstOrDefault(page => page.Path == path).Text;
            if (text is null)
            {
                yield return new Finding(path, "the diagnostic has no page.");
                continue;
            }

            if (!text.StartsWith($"# {diagnostic.Id}: ", StringComparison.Ordinal)) yield return new Finding(path, $"the page begins with '# {diagnostic.Id}: ' and the title.");
            foreach (string question in Questions.Where(question => !text.Contains($"\n## {question}\n\n", StringComparison.Ordinal)))
                yield return new Finding(path, $"the section '## {question}' is missing.");
            if (!releases.Contains($"\n{diagnostic.Id} |", StringComparison.Ordinal)) yield return new Finding(path, "no release list names the diagnostic.");
        }

        foreach ((string path, _) in pages.Where(page => diagnostics.All(diagnostic => page.Path != $"{Folder}{diagnostic.Id}.md")))
            yield return new Finding(path, "there is no such diagnostic.");
    }
}

using AioProcessing.Generators;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Tests.Tidy;

public sealed class DiagnosticRuleTests
{
    private const string GoodPage = "# AIO9: title\n\n## What\n\nx\n\n## Why\n\nx\n\n## How to resolve\n\nx\n";

#pragma warning disable RS2008 // Planted, and never released.
    private static readonly DiagnosticDescriptor s_diagnostic = new("AIO9", "title", "message", "category", DiagnosticSeverity.Warning, true);
#pragma warning restore RS2008

    [Fact]
    public void Repository_AllDiagnostics_HavePages() => Exemptions.AssertClean(Rules.Diagnostics, DiagnosticRule.Check(
        [.. new TargetAnalyzer().SupportedDiagnostics, .. new HostedAnalyzer().SupportedDiagnostics],
        [.. Repository.Paths().Where(path => path.StartsWith(DiagnosticRule.Folder, StringComparison.Ordinal)).Select(path => (path, Repository.Read(path)))],
        string.Concat(Repository.Paths().Where(path => path.StartsWith(DiagnosticRule.Releases, StringComparison.Ordinal)).Select(Repository.Read))));

    [Fact]
    public void Check_GoodPage_IsAllowed() => Assert.Empty(Check("docs/diagnostics/AIO9.md", GoodPage, "\nAIO9 |"));

    [Theory]
    [InlineData("docs/diagnostics/AIO9.md", "# Other\n\n## What\n\nx\n\n## Why\n\nx\n\n## How to resolve\n\nx\n", "\nAIO9 |")]
    [InlineData("docs/diagnostics/AIO9.md", "# AIO9: title\n\n## What\n\nx\n\n## Why\n\nx\n", "\nAIO9 |")]
    [InlineData("docs/diagnostics/AIO9.md", GoodPage, "")]
    public void Check_BadPage_IsFound(string path, string text, string releases) => Assert.Single(Check(path, text, releases));

    [Fact]
    public void Check_PageOfAnother_IsFoundTwice() => Assert.Equal(2, Check("docs/diagnostics/AIO8.md", GoodPage, "\nAIO9 |").Count());

    private static IEnumerable<Finding> Check(string path, string text, string releases) => DiagnosticRule.Check([s_diagnostic], [(path, text)], releases);
}

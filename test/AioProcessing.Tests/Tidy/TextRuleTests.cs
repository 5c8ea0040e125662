namespace AioProcessing.Tests.Tidy;

public sealed class TextRuleTests
{
    [Fact]
    public void Repository_EveryTextFile_SpeaksOfTheProjectOnly() => Exemptions.AssertClean(
        Rules.Texts, Repository.Paths().Where(TextRule.IsText).SelectMany(path => TextRule.Check(path, Repository.Read(path))));

    // Put together here, so that this file does not break the rule itself.
    [Theory]
    [InlineData("see iss", "ue 12")]
    [InlineData("fixed in (#", "45)")]
    [InlineData("look at /ho", "me/ann/notes")]
    [InlineData("cd /wo", "rk/tree")]
    [InlineData("C:", "\\Users")]
    [InlineData("decided in an earlier ses", "sion")]
    [InlineData("from https://feed.example", "/v3/index.json")]
    [InlineData("// TO", "DO later")]
    public void Check_UnwantedText_IsFound(string start, string end) => Assert.Single(TextRule.Check("planted.md", "first line\n" + start + end));

    [Theory]
    [InlineData("# 1 heading, an anchor (page.md#1) and a colour #a1b2c3")]
    [InlineData("a terminal session, /proc/self/fd and artifacts/home/x")]
    [InlineData("https://learn.microsoft.com/dotnet")]
    public void Check_HarmlessText_IsAllowed(string text) => Assert.Empty(TextRule.Check("planted.md", text));

    [Theory]
    [InlineData("src/A.cs", true)]
    [InlineData(".ci/run", true)]
    [InlineData("docs/picture.png", false)]
    public void IsText_ByEnding_IsDecided(string path, bool expected) => Assert.Equal(expected, TextRule.IsText(path));
}

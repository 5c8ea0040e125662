namespace AioProcessing.Tests.Tidy;

public sealed class DocumentTests
{
    private const int FourScreensOfLines = 200;

    private const string Sample = "samples/QuickStart/Program.cs";

    [Fact]
    public void Readme_FirstCode_IsTheQuickStartWordForWord()
    {
        string readme = Repository.Read("README.md");
        if (File.Exists(Repository.Full(Sample))) Assert.Equal(Repository.Read(Sample).Trim(), FirstCode(readme));
        else Assert.NotEmpty(FirstCode(readme));
    }

    [Fact]
    public void FirstCode_SeveralBlocks_IsTheFirstCSharpOne() =>
        Assert.Equal("one();", FirstCode("text\n```\nshell\n```\n```csharp\none();\n```\n```csharp\ntwo();\n```\n"));

    [Fact]
    public void Architecture_Length_IsAtMostFourScreens() =>
        Assert.InRange(Repository.Read("ARCHITECTURE.md").AsSpan().Count('\n'), 1, FourScreensOfLines);

    private static string FirstCode(string markdown)
    {
        const string Start = "```csharp\n";
        int from = markdown.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return markdown[from..markdown.IndexOf("\n```", from, StringComparison.Ordinal)].Trim();
    }
}

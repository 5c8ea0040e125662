namespace AioProcessing.Tests.Tidy;

public sealed class DocumentCodeRuleTests
{
    [Fact]
    public void Documents_EveryBlockOfCSharp_Compiles() => Assert.Empty(Check(
        [.. Repository.Paths().Where(path => path == "README.md" || (path.StartsWith("docs/guide/", StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal)))
            .Select(path => (path, Repository.Read(path)))]));

    [Fact]
    public void Check_NameThatIsNotThere_IsFoundWithItsLine()
    {
        Finding found = Assert.Single(Check(("planted.md", "text\n```csharp\nint one = 1;\nusing var queue = new AioQueueOfOld<int>();\n```\n")));

        Assert.Equal("planted.md", found.Where);
        Assert.Contains("line 4", found.What);
        Assert.Contains("AioQueueOfOld", found.What);
    }

    [Fact]
    public void Check_BlocksOfOnePage_ShareTypesAndNotVariables() => Assert.Empty(Check(
        ("planted.md", "```csharp\npublic interface IOne { void Act(); }\nint one = 1;\n```\n```csharp\nIOne? one = null; one?.Act();\nif (ct.IsCancellationRequested) …\n```\n")));

    [Fact]
    public void Check_TwoVariablesOfOneName_AreFound() => Assert.Contains("'one'", Assert.Single(Check(("planted.md", "```csharp\nint one = 1;\nint one = 2;\n```\n"))).What);

    private static IEnumerable<Finding> Check(params (string Path, string Text)[] documents) => DocumentCodeRule.Check(documents, Generators.Snippet.References);
}

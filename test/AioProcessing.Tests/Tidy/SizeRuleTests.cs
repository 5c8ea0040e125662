namespace AioProcessing.Tests.Tidy;

public sealed class SizeRuleTests
{
    [Fact]
    public void Repository_AllSources_StayWithinTheLimits() => Exemptions.AssertClean(Rules.Sizes, SizeRule.Check(Repository.Sources));

    [Theory]
    [InlineData("src/Planted.cs", SizeRule.FileLines)]
    [InlineData("samples/QuickStart/Program.cs", SizeRule.QuickStartLines)]
    public void Check_FileOfOneLineTooMany_IsFound(string path, int limit)
    {
        Assert.Empty(Check(path, new string('\n', limit)));
        Assert.Single(Check(path, new string('\n', limit + 1)));
    }

    [Theory]
    [InlineData("void F()", "F")]
    [InlineData("Planted()", "Planted")]
    [InlineData("int P { get", "get", "}")]
    [InlineData("Action A = () =>", "lambda", ";")]
    public void Check_FunctionOfOneLineTooMany_IsFound(string head, string name, string end = "")
    {
        Assert.Empty(Check("src/Planted.cs", Body(head, SizeRule.FunctionLines, end)));
        Assert.Equal($"src/Planted.cs#{name}", Assert.Single(Check("src/Planted.cs", Body(head, SizeRule.FunctionLines + 1, end))).Where);
    }

    private static string Body(string head, int lines, string end) => $"class Planted {{\n/* not counted */\n{head} {{{new string('\n', lines - 1)}}} {end}\n}}";

    private static IEnumerable<Finding> Check(string path, string text) => SizeRule.Check([new SourceFile(path, text)]);
}

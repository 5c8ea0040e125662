namespace AioProcessing.Tests.Tidy;

public sealed class LinkRuleTests
{
    [Fact]
    public void Repository_EveryDocument_PointsAtWhatIsThere() => Exemptions.AssertClean(
        Rules.Links,
        Repository.Paths().Where(path => path.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(path => LinkRule.Check(path, Repository.Read(path), LinkRule.ExistsInRepository)));

    [Theory]
    [InlineData("see [it](other.md)", "other.md")]
    [InlineData("see [it](../src/a.cs#part)", "../src/a.cs")]
    [InlineData("see `src/a.cs`", "src/a.cs")]
    public void Check_TargetThatIsNotThere_IsFound(string text, string named) =>
        Assert.Contains(named, Assert.Single(LinkRule.Check("docs/planted.md", text, _ => false)).What);

    [Fact]
    public void Check_RelativeLink_IsResolvedFromItsOwnFolder() =>
        Assert.Empty(LinkRule.Check("docs/decisions/planted.md", "[up](../../README.md) [beside](x.md#top)", path => path is "README.md" or "docs/decisions/x.md"));

    [Theory]
    [InlineData("[site](https://example.com/page) and [part](#part)")]
    [InlineData("`src/<folder>/*.cs` and `dotnet test`")]
    public void Check_NoPathOfThisRepository_IsLeftAlone(string text) => Assert.Empty(LinkRule.Check("planted.md", text, _ => false));
}

namespace AioProcessing.Tests.Tidy;

public sealed class BannedCallRuleTests
{
    [Fact]
    public void Library_AllSources_MakeNoBannedCall() => Exemptions.AssertClean(Rules.BannedCalls, BannedCallRule.Check(LibraryCompilation.OfRepository));

    [Theory]
    [InlineData("void F() => Console.WriteLine();")]
    [InlineData("object F() => Console.Out;")]
    [InlineData("void F() => Thread.Sleep(1);")]
    [InlineData("object F() => DateTime.UtcNow;")]
    [InlineData("void F() => Environment.FailFast(null);")]
    public void Check_BannedCall_IsFound(string member) => Assert.Single(Check(member));

    [Fact]
    public void Check_HarmlessNeighbourOfABannedCall_IsAllowed() => Assert.Empty(Check("object F() => Environment.ProcessId + DateTime.MinValue.Year;"));

    private static IEnumerable<Finding> Check(string member) =>
        BannedCallRule.Check(LibraryCompilation.Compile([new SourceFile("src/AioProcessing/Planted.cs", $"class Planted {{ {member} }}")]));
}

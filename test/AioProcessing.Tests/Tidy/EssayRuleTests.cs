namespace AioProcessing.Tests.Tidy;

public sealed class EssayRuleTests
{
    private const string Path = "src/AioProcessing/Core/Machines/PlantedMachine.cs";

    private const string Good = """
        // Planted: a machine that does nothing.
        //
        // WORD      0    63
        // STATES    Free, Held
        // TRANSITIONS
        //   T1  Free → Held    CAS
        //   T2  Held → Free    store
        // INVARIANTS
        //   I1  One owner.      I2  No other.
        // IF A PROCESS DIES   T2 by the reaper, as in OtherMachine R7.
        // NO LOST WAKE-UP  Nobody waits.
        // COST      one CAS
        // NOT HERE  waiting
        // TESTED BY Interleavings/Machines/PlantedTests, Tests/Core.
        // PRIOR ART none
        internal static class Planted
        {
            /// <summary>T1; see I2.</summary>
            public static void Take<T1>() { }
        }
        """;

    private static readonly string[] Tests = ["test/AioProcessing.Interleavings/Machines/PlantedTests.cs", "test/AioProcessing.Tests/Core/AnyTests.cs"];

    [Fact]
    public void Machines_EveryFile_HasItsEssay() => Exemptions.AssertClean(Rules.Essays, EssayRule.Check(Repository.LibrarySources, [.. Repository.Paths()]));

    [Fact]
    public void Check_CompleteEssay_IsAllowed() => Assert.Empty(Check(Good));

    [Fact]
    public void Check_EachHeadingMissing_IsFound() => Assert.All(EssayRule.Headings, heading =>
        Assert.Contains(Check(Good.Replace("// " + heading, "// Other", StringComparison.Ordinal)), what => what.Contains($"lacks the heading '{heading}'", StringComparison.Ordinal)));

    [Fact]
    public void Check_HeadingsOutOfOrder_IsFound() =>
        Assert.Contains("too early", Assert.Single(Check(Good.Replace("// COST      one CAS\n", "", StringComparison.Ordinal)
            .Replace("// PRIOR ART none", "// PRIOR ART none\n// COST      one CAS", StringComparison.Ordinal), tooMany: true)));

    [Fact]
    public void Check_StepThatIsNotListed_IsFound() => Assert.Contains("cites T3", Assert.Single(Check(Good.Replace("T1; see I2", "T3", StringComparison.Ordinal))));

    [Fact]
    public void Check_TestsThatDoNotExist_IsFound() => Assert.Contains("PlantedTests", Assert.Single(Check(Good, Tests[1..])));

    [Fact]
    public void Check_NoTestsNamed_IsFound() =>
        Assert.Contains("names no tests", Assert.Single(Check(Good.Replace("Interleavings/Machines/PlantedTests, Tests/Core.", "hand", StringComparison.Ordinal))));

    [Fact]
    public void Check_OtherFileThatTouchesASharedWord_NeedsAnEssay() =>
        Assert.NotEmpty(EssayRule.Check([new SourceFile("src/AioProcessing/Core/Machines/Planted.cs", "class Planted { void F() => Atomic.Step(); }")], Tests));

    [Fact]
    public void Check_FileThatOnlyDescribesAWord_NeedsNone() =>
        Assert.Empty(EssayRule.Check([new SourceFile("src/AioProcessing/Core/Machines/PlantedWord.cs", "/* Atomic */ record struct PlantedWord(ulong Bits);")], Tests));

    private static List<string> Check(string text, string[]? tests = null) =>
        [.. EssayRule.Check([new SourceFile(Path, text)], tests ?? Tests).Select(finding => finding.What)];

    private static IEnumerable<string> Check(string text, bool tooMany) => Check(text).Where(what => !tooMany || what.Contains("too early", StringComparison.Ordinal)).Take(1);
}

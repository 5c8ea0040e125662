namespace AioProcessing.Tests.Tidy;

public sealed class OsMentionRuleTests
{
    [Fact]
    public void Sources_AllUnderSrc_MentionAnOsOnlyInOs() => Exemptions.AssertClean(Rules.OsMentions, OsMentionRule.Check(Repository.Sources));

    [Theory]
    [InlineData("class Planted { bool F() => OperatingSystem.IsLinux(); }")]
    [InlineData("class Planted { [System.Runtime.InteropServices.DllImport(\"c\")] static extern int getpid(); }")]
    [InlineData("partial class Planted { [LibraryImport(\"c\")] private static partial int getpid(); }")]
    [InlineData("class PidfdTable { }")]
    [InlineData("class Planted { string F(int pid) => $\"/proc/{pid}/stat\"; }")]
    [InlineData("class Planted { string F() => \"only on Linux\"; }")]
    public void Check_MentionOutsideOs_IsFound(string code) => Assert.NotEmpty(Check("src/AioProcessing/Core/Planted.cs", code));

    [Theory]
    [InlineData("src/AioProcessing/Os/Linux/Planted.cs", "class LinuxThing { string F() => \"/proc/self/stat\"; }")]
    [InlineData("src/AioProcessing/Core/Planted.cs", "/* A futex on Linux. */ class Planted { /// <summary>Linux</summary>\n int F; }")]
    [InlineData("test/AioProcessing.Tests/Planted.cs", "class LinuxTests { }")]
    public void Check_InOsOrInACommentOrInATest_IsAllowed(string path, string code) => Assert.Empty(Check(path, code));

    private static IEnumerable<Finding> Check(string path, string code) => OsMentionRule.Check([new SourceFile(path, code)]);
}

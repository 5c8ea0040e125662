namespace AioProcessing.Tests.Tidy;

public sealed class DecisionRuleTests
{
    private const string Index = "- [A thing](0001-a-thing.md)";

    private const string Good = "# 1\n\n## Context\nc\n\n## Decision\nd\n\n## What we gave up\ng\n\n## What would change our mind\nm\n";

    [Fact]
    public void Repository_EveryDecisionRecord_AnswersTheFourQuestions()
    {
        (string Path, string Text)[] records =
        [
            .. Repository.Paths().Where(path => path.StartsWith(DecisionRule.Folder, StringComparison.Ordinal) && path != DecisionRule.Index)
                .Select(path => (path, Repository.Read(path))),
        ];
        Assert.NotEmpty(records);
        Exemptions.AssertClean(Rules.Decisions, DecisionRule.Check(records, Repository.Read(DecisionRule.Index)));
    }

    [Fact]
    public void Check_GoodRecord_IsAllowed() => Assert.Empty(Check("0001-a-thing.md", Good));

    [Fact]
    public void Check_EachMissingSection_IsFound() =>
        Assert.All(DecisionRule.Questions, question => Assert.Contains(question, Assert.Single(Check("0001-a-thing.md", Good.Replace("## " + question, "## Other", StringComparison.Ordinal)))));

    [Fact]
    public void Check_EmptySection_IsFound() => Assert.Contains("Decision", Assert.Single(Check("0001-a-thing.md", Good.Replace("\nd\n", "\n\n", StringComparison.Ordinal))));

    [Fact]
    public void Check_RecordOutsideTheIndexAndWithoutNumber_IsFound() => Assert.Equal(2, Check("a-thing.md", Good).Count());

    [Fact]
    public void Check_NumberTwice_IsFound() =>
        Assert.Contains("is taken", DecisionRule.Check([(DecisionRule.Folder + "0001-a-thing.md", Good), (DecisionRule.Folder + "0001-other.md", Good)], Index + "(0001-other.md)").Single().What);

    private static IEnumerable<string> Check(string name, string text) => DecisionRule.Check([(DecisionRule.Folder + name, text)], Index).Select(finding => finding.What);
}

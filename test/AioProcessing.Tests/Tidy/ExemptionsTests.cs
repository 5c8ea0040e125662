namespace AioProcessing.Tests.Tidy;

public sealed class ExemptionsTests
{
    private static readonly Exemption[] OneExemption = [new("rule", "a.cs", "because")];

    [Fact]
    public void Judge_FindingWithoutExemption_IsReported() =>
        Assert.Equal(["b.cs: wrong"], Exemptions.Judge("rule", [new("a.cs", "wrong"), new("b.cs", "wrong")], OneExemption));

    [Fact]
    public void Judge_ExemptionWithoutFinding_IsReported() =>
        Assert.Contains("covers nothing any more", Assert.Single(Exemptions.Judge("rule", [], OneExemption)));

    [Fact]
    public void Judge_ExemptionOfAnotherRule_DoesNotCover() =>
        Assert.Single(Exemptions.Judge("other rule", [new("a.cs", "wrong")], OneExemption));

    [Fact]
    public void All_EveryExemption_NamesAKnownRuleAndAReason()
    {
        HashSet<object?> known = [.. typeof(Rules).GetFields().Select(field => field.GetRawConstantValue())];
        Assert.All(Exemptions.All, exemption =>
        {
            Assert.Contains(exemption.Rule, known);
            Assert.True(exemption.Reason.Length > 20, $"Say why '{exemption.Where}' is exempt from '{exemption.Rule}'.");
        });
    }
}

namespace AioProcessing.Tests.Tidy;

public sealed class BaselineTests
{
    [Fact]
    public void Compare_SameLines_IsEmpty() => Assert.Empty(Baseline.Compare(["a", "b"], ["a", "b"]));

    [Fact]
    public void Compare_ChangedLine_ShowsBothSides() => Assert.Equal(["- b", "+ c"], Baseline.Compare(["a", "b"], ["a", "c"]));

    [Fact]
    public void Compare_OnlyTheOrderDiffers_IsReported() => Assert.Single(Baseline.Compare(["a", "b"], ["b", "a"]));
}

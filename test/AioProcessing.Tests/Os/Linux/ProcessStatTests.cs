using System.Text;
using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os.Linux;

public sealed class ProcessStatTests
{
    private const string Rest = "S 7 2 3 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 12345 6 18446744073709551615";

    [Theory]
    [InlineData("42 (bash) ")]
    [InlineData("42 (a) Z 1 (b) 2) ")]
    [InlineData("42 (Web Content) ")]
    [InlineData("42 ()))) ")]
    public void TryParse_AnyCommandName_FindsStateParentAndStartTime(string head)
    {
        Assert.True(ProcessStat.TryParse(Encoding.UTF8.GetBytes(head + Rest), out ProcessStat stat));

        Assert.Equal(new ProcessStat('S', 7, 987654), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (bash)")]
    [InlineData("42 (bash) S 1 2 3")]
    public void TryParse_Torn_IsRefused(string text) => Assert.False(ProcessStat.TryParse(Encoding.UTF8.GetBytes(text), out _));
}

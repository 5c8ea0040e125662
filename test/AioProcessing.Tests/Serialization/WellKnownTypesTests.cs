using AioProcessing.Serialization;

namespace AioProcessing.Tests.Serialization;

public sealed class WellKnownTypesTests
{
    [Fact]
    public void Of_EveryCode_IsTheCodeOfItsType()
    {
        int known = 0;
        for (int code = 0; code < WellKnownTypes.Limit; code++)
        {
            if (WellKnownTypes.Of(code) is not { } type)
                continue;
            Assert.Equal(code, WellKnownTypes.CodeOf(type));
            known++;
        }
        Assert.Equal(73, known);
    }

    [Fact]
    public void CodeOf_OtherTypesOfTheSameName_IsNone() => Assert.Equal(0, WellKnownTypes.CodeOf(typeof(Version)) + WellKnownTypes.CodeOf(typeof(List<int>.Enumerator)));

    private sealed class Version;
}

using System.Text;
using AioProcessing.Connections;

namespace AioProcessing.Tests.Connections;

public sealed class ChallengeResponseTests
{
    private static readonly byte[] s_key = "k"u8.ToArray();
    private static readonly byte[] s_modern = [.. "{sha256}"u8, .. Enumerable.Repeat((byte)'A', 40)];
    private static readonly byte[] s_old = [.. Enumerable.Repeat((byte)'A', 20)];

    [Fact]
    public void Respond_ModernChallenge_IsWhatCPythonAnswers() =>
        Assert.Equal([.. "{sha256}"u8, .. Convert.FromHexString("b179abc036fe983aad11702bfcf37109d54e8dc2d71e2112bf23b51032ccb99a")], ChallengeResponse.Respond(s_key, s_modern, allowMd5: false));

    [Fact]
    public void Respond_OldChallenge_IsBareMd5() => Assert.Equal("D49662CD72753272D83A80974D0B62AB", Convert.ToHexString(ChallengeResponse.Respond(s_key, s_old, allowMd5: true)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IsRight_OldPeersAnswerToModernChallenge_CountsWhereMd5Does(bool allowMd5) =>
        Assert.Equal(allowMd5, ChallengeResponse.IsRight(s_key, s_modern, Convert.FromHexString("6af69ee316b52d5d18aa3271ffad6518"), allowMd5));

    [Theory]
    [InlineData("{md5}")]
    [InlineData("{sha256}")]
    [InlineData("{sha384}")]
    [InlineData("{sha3_256}")]
    [InlineData("{sha3_384}")]
    public void IsRight_AnyKnownDigest_OwnAnswerCountsAndAnyOtherDoesNot(string digest)
    {
        byte[] challenge = [.. Encoding.ASCII.GetBytes(digest), .. s_old, .. s_old];
        byte[] answer = ChallengeResponse.Respond(s_key, challenge, allowMd5: true);

        Assert.True(ChallengeResponse.IsRight(s_key, challenge, answer, allowMd5: true));
        Assert.False(ChallengeResponse.IsRight("other"u8, challenge, answer, allowMd5: true));
        answer[^1] ^= 1;
        Assert.False(ChallengeResponse.IsRight(s_key, challenge, answer, allowMd5: true));
        Assert.False(ChallengeResponse.IsRight(s_key, challenge, answer.AsSpan(0, answer.Length - 1), allowMd5: true));
        Assert.False(ChallengeResponse.IsRight(s_key, challenge, [], allowMd5: true));
    }

    [Theory]
    [InlineData("{sha512}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("{sha256}short")]
    [InlineData("short")]
    [InlineData("")]
    public void Respond_ChallengeNotSafeToAnswer_IsRefused(string challenge) =>
        Assert.Throws<AioAuthenticationException>(() => ChallengeResponse.Respond(s_key, Encoding.ASCII.GetBytes(challenge), allowMd5: true));

    [Fact]
    public void Respond_OldChallengeWhereMd5IsOff_IsRefused() =>
        Assert.Throws<AioAuthenticationException>(() => ChallengeResponse.Respond(s_key, s_old, allowMd5: false));

    [Fact]
    public void MakeChallenge_Twice_Differs() => Assert.NotEqual(ChallengeResponse.MakeChallenge(), ChallengeResponse.MakeChallenge());
}

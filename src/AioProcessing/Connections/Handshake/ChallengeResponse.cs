using System.Security.Cryptography;

namespace AioProcessing.Connections;

/// <summary>What proves a key: a keyed hash over a challenge of random bytes.</summary>
/// <remarks>
/// A challenge of today begins with the name of a digest in braces, and so does its response; the hash covers the whole challenge, name included. Python up to 3.11
/// sends bare challenges, and answers any challenge with 16 bytes of HMAC-MD5 over all of it. The answering side chooses the digest: any known one is accepted, as in CPython.
/// </remarks>
internal static class ChallengeResponse
{
    private const int RandomBytes = 40;
    private const int LeastRandomBytes = 20;
    private const int OldChallengeBytes = 20;
    private const int Md5Bytes = 16;

    private static readonly (string Name, HashAlgorithmName Algorithm)[] s_digests =
    [
        ("{md5}", HashAlgorithmName.MD5),
        ("{sha256}", HashAlgorithmName.SHA256),
        ("{sha384}", HashAlgorithmName.SHA384),
        ("{sha3_256}", HashAlgorithmName.SHA3_256),
        ("{sha3_384}", HashAlgorithmName.SHA3_384),
    ];

    public static byte[] MakeChallenge() => [.. "{sha256}"u8, .. RandomNumberGenerator.GetBytes(RandomBytes)];

    /// <exception cref="AioAuthenticationException">The challenge is none that may be answered.</exception>
    public static byte[] Respond(ReadOnlySpan<byte> key, ReadOnlySpan<byte> challenge, bool allowMd5)
    {
        (string? name, HashAlgorithmName algorithm) = DigestOf(challenge);
        if (name is null && challenge.Length > OldChallengeBytes && challenge[0] == '{')
            throw new AioAuthenticationException("The peer asks for a digest that is not known here. Known are md5, sha256, sha384, sha3_256 and sha3_384.");
        if (challenge.Length - (name?.Length ?? 0) < LeastRandomBytes)
            throw new AioAuthenticationException($"The peer's challenge has {challenge.Length} bytes, which is too few to be safe to answer.");
        if (algorithm == HashAlgorithmName.MD5 && !allowMd5)
            throw new AioAuthenticationException("The peer asks for HMAC-MD5, as Python up to 3.11 does, and AioConnectionOptions.AllowMd5 is off.");
        byte[] hash = CryptographicOperations.HmacData(algorithm, key, challenge);
        return name is null ? hash : [.. Ascii(name), .. hash];
    }

    public static bool IsRight(ReadOnlySpan<byte> key, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response, bool allowMd5)
    {
        (string? name, HashAlgorithmName algorithm) = response.Length == Md5Bytes ? (null, HashAlgorithmName.MD5) : DigestOf(response);
        if (name is null && response.Length != Md5Bytes)
            return false;
        if (algorithm == HashAlgorithmName.MD5 && !allowMd5)
            return false;
        byte[] expected = CryptographicOperations.HmacData(algorithm, key, challenge);
        return CryptographicOperations.FixedTimeEquals(expected, response[(name?.Length ?? 0)..]);
    }

    /// <summary>No name = the old form, which is MD5.</summary>
    private static (string? Name, HashAlgorithmName Algorithm) DigestOf(ReadOnlySpan<byte> bytes)
    {
        foreach ((string name, HashAlgorithmName algorithm) in s_digests)
        {
            if (bytes.StartsWith(Ascii(name)) && (!name.StartsWith("{sha3", StringComparison.Ordinal) || HMACSHA3_256.IsSupported))
                return (name, algorithm);
        }
        return (null, HashAlgorithmName.MD5);
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}

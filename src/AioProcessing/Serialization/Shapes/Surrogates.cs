using System.Collections;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace AioProcessing.Serialization;

/// <summary>Framework types that are single values, and what each crosses as.</summary>
internal static class Surrogates
{
    /// <summary>The shape of a type named so; null when there is none.</summary>
    public static Shape? Of(Type type) => type.Namespace switch
    {
        "System" => OfSystem(type),
        "System.Numerics" when type.Name == "BigInteger" => As<BigInteger, byte[]>(v => v.ToByteArray(), s => new BigInteger(s)),
        "System.Globalization" when type.Name == "CultureInfo" => As<CultureInfo, (string, bool)>(v => (v.Name, v.UseUserOverride), s => new CultureInfo(s.Item1, s.Item2)),
        "System.Globalization" when type.Name == "CompareInfo" => As<CompareInfo, string>(v => v.Name, CompareInfo.GetCompareInfo),
        "System.Text" when type.Name == "StringBuilder" => As<StringBuilder, string>(v => v.ToString(), s => new StringBuilder(s)),
        "System.Text.RegularExpressions" when type.Name == "Regex" =>
            As<Regex, (string, RegexOptions, TimeSpan)>(v => (v.ToString(), v.Options, v.MatchTimeout), s => new Regex(s.Item1, s.Item2, s.Item3)),
        "System.Collections" when type.Name == "BitArray" => As<BitArray, bool[]>(BitsOf, s => new BitArray(s)),
        "System.IO" when type.Name == "FileInfo" => As<FileInfo, string>(v => v.FullName, s => new FileInfo(s)),
        "System.IO" when type.Name == "DirectoryInfo" => As<DirectoryInfo, string>(v => v.FullName, s => new DirectoryInfo(s)),
        "System.Net" when type.Name == "IPAddress" => As<IPAddress, (byte[], long)>(
            v => (v.GetAddressBytes(), v.GetAddressBytes().Length == 16 ? v.ScopeId : -1),
            s => s.Item2 < 0 ? new IPAddress(s.Item1) : new IPAddress(s.Item1, s.Item2)),
        "System.Net" when type.Name == "IPEndPoint" => As<IPEndPoint, (IPAddress, int)>(v => (v.Address, v.Port), s => new IPEndPoint(s.Item1, s.Item2)),
        _ => null,
    };

    private static Shape? OfSystem(Type type) => type.Name switch
    {
        "Version" => As<Version, (int, int, int, int)>(v => (v.Major, v.Minor, v.Build, v.Revision), VersionOf),
        "Uri" => As<Uri, (string, bool)>(v => (v.OriginalString, v.IsAbsoluteUri), s => new Uri(s.Item1, s.Item2 ? UriKind.Absolute : UriKind.Relative)),
        "TimeZoneInfo" => As<TimeZoneInfo, string>(v => v.ToSerializedString(), TimeZoneInfo.FromSerializedString),
        "DBNull" => As<DBNull, bool>(_ => true, _ => DBNull.Value),
        _ => null,
    };

    /// <summary>The shape of every framework encoding: the classes behind them are its secret.</summary>
    public static Shape OfEncoding() => As<Encoding, (int, bool)>(
        v => (v.CodePage, v.Preamble.Length > 0),
        s => s is (65001, false) ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Encoding.GetEncoding(s.Item1));

    private static SurrogateShape As<T, TSurrogate>(Func<T, TSurrogate> convert, Func<TSurrogate, T> restore) where T : notnull where TSurrogate : notnull =>
        new(typeof(T), typeof(TSurrogate), v => convert((T)v), s => restore((TSurrogate)s));

    private static Version VersionOf((int Major, int Minor, int Build, int Revision) parts) => parts switch
    {
        (_, _, -1, _) => new Version(parts.Major, parts.Minor),
        (_, _, _, -1) => new Version(parts.Major, parts.Minor, parts.Build),
        _ => new Version(parts.Major, parts.Minor, parts.Build, parts.Revision),
    };

    private static bool[] BitsOf(BitArray bits)
    {
        var copy = new bool[bits.Length];
        bits.CopyTo(copy, 0);
        return copy;
    }
}

using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class ScalarTests
{
    public static TheoryData<object> Values() =>
    [
        true, 'ß', (sbyte)-5, (byte)200, (short)-3000, (ushort)60000, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue,
        Int128.MinValue, UInt128.MaxValue, (Half)1.5, 3.25f, double.Epsilon, 79228162514264337593543950335m, -0.10m,
        DayOfWeek.Friday, FileShare.Read | FileShare.Delete, Guid.NewGuid(), TimeSpan.FromTicks(-7), new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59, 999),
        new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-9.5)), new Complex(1, -2), new Rune(0x1F600), new Index(3, fromEnd: true), 2..^1,
        BigInteger.Parse("-123456789012345678901234567890", CultureInfo.InvariantCulture), BigInteger.Zero,
        new Version(1, 2), new Version(1, 2, 3), new Version(1, 2, 3, 4), new Uri("https://example.org/a b?q=ü#f"), new Uri("../up", UriKind.Relative),
        CultureInfo.GetCultureInfo("de-CH"), CultureInfo.InvariantCulture, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fe80::1%3"),
        new IPEndPoint(IPAddress.Loopback, 8080), DBNull.Value, TimeZoneInfo.Utc, "", "text", "\0\uD800 unpaired \uDC00", typeof(int),
        typeof(List<>), typeof(Dictionary<string, ScalarTests[]>), typeof(int[,]), typeof(ScalarTests), typeof(Nested<int>.Inner), typeof(void),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void Copy_InObjectSlot_IsEqualAndOfTheSameType(object value)
    {
        object copy = Copy(value);
        Assert.Equal(value, copy);
        Assert.Equal(value.GetType(), copy.GetType());
    }

    [Fact]
    public void Copy_DeclaredTypes_AreEqual()
    {
        Assert.Equal(int.MinValue, Copy(int.MinValue));
        Assert.Equal(1.5m, Copy(1.5m));
        Assert.Equal("x", Copy("x"));
        Assert.Null(Copy<string?>(null));
        Assert.Equal(new Version(1, 2), Copy(new Version(1, 2)));
        Assert.Null(Copy<Version?>(null));
        Assert.Equal(BigInteger.MinusOne, Copy(BigInteger.MinusOne));
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public void Copy_DateTime_KeepsItsKind(DateTimeKind kind)
    {
        var value = new DateTime(2024, 10, 27, 2, 30, 0, kind);
        Assert.Equal((value, kind), (Copy(value), Copy(value).Kind));
        Assert.Equal((value, kind), (Copy<object>(value), ((DateTime)Copy<object>(value)).Kind));
    }

    [Fact]
    public void Copy_Nullable_KeepsNullAndValue()
    {
        Assert.Equal(5, Copy<int?>(5));
        Assert.Null(Copy<int?>(null));
        Assert.Equal(BigInteger.One, Copy<BigInteger?>(BigInteger.One));
        Assert.Null(Copy<BigInteger?>(null));
        Assert.Equal(("a", (int?)null), Copy<(string, int?)?>(("a", null)));
    }

    [Fact]
    public void Copy_NotANumber_KeepsItsBits()
    {
        double odd = BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_DEAD_BEEF));
        Assert.Equal(BitConverter.DoubleToInt64Bits(odd), BitConverter.DoubleToInt64Bits(Copy(odd)));
        Assert.True(double.IsNegative(Copy(-0.0)));
    }

    [Fact]
    public void Copy_StringBuilder_IsOneObjectForAllWhoShareIt()
    {
        var builder = new StringBuilder("abc");
        (StringBuilder first, StringBuilder second) = Copy((builder, builder));
        Assert.Equal("abc", first.ToString());
        Assert.Same(first, second);
        Assert.NotSame(builder, first);
    }

    [Fact]
    public void Copy_Regex_KeepsPatternOptionsAndTimeout()
    {
        Regex copy = Copy(new Regex("^A+$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(3)));
        Assert.Matches(copy, "aaa");
        Assert.Equal(TimeSpan.FromSeconds(3), copy.MatchTimeout);
    }

    [Fact]
    public void Copy_Encodings_KeepCodePageAndPreamble()
    {
        Assert.Equal("iso-8859-1", Copy(Encoding.Latin1).WebName);
        Assert.Equal(3, Copy(Encoding.UTF8).Preamble.Length);
        Assert.Equal(0, Copy<Encoding>(new UTF8Encoding(false)).Preamble.Length);
    }

    [Fact]
    public void Copy_FileAndDirectory_KeepTheirPath()
    {
        Assert.Equal("/a/b.txt", Copy(new FileInfo("/a/b.txt")).FullName);
        Assert.Equal("/a", Copy<FileSystemInfo>(new DirectoryInfo("/a")).FullName);
    }

    [Fact]
    public void Copy_CancellationToken_BecomesTheReadersToken()
    {
        using var here = new CancellationTokenSource();
        using var there = new CancellationTokenSource();
        AioProcessing.Serialization.PayloadWriter writer = AioProcessing.Serialization.PayloadWriter.Rent();
        AioProcessing.Serialization.ValueCodec.Write(writer, (here.Token, CancellationToken.None, new CancellationToken(true), here.Token));
        Assert.Equal([here.Token, new CancellationToken(true)], writer.LiveTokens);
        var reader = new AioProcessing.Serialization.PayloadReader(writer.Written) { Cancellation = there.Token };
        var copy = AioProcessing.Serialization.ValueCodec.Read<(CancellationToken, CancellationToken, CancellationToken, CancellationToken)>(ref reader);
        Assert.Equal((there.Token, CancellationToken.None, new CancellationToken(true), there.Token), copy);
        writer.Return();
    }

    private sealed class Nested<T>
    {
        public sealed class Inner
        {
            public T? Value { get; set; }
        }
    }
}

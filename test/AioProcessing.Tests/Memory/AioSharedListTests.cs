namespace AioProcessing.Tests.Memory;

public sealed class AioSharedListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<object?>> Items => new object?[]
    {
        null, true, false, (sbyte)-1, (byte)255, (short)-300, (ushort)65_000, -1, uint.MaxValue, long.MinValue, ulong.MaxValue, 'ß', 1.5f, double.Epsilon, 79228162514264337593543950335m,
        "", "x", "x\0\0", "\0", "Grüße 🙂", "lone \ud800 surrogate", "exactly 8", Array.Empty<byte>(), new byte[] { 1, 0, 0 }, new byte[1_000], new string('é', 1_000),
    }.Select(item => new TheoryDataRow<object?>(item));

    [Theory]
    [MemberData(nameof(Items), DisableDiscoveryEnumeration = true)]
    public void Item_OfAnyKind_ComesBackAsItWas(object? item)
    {
        using var list = new AioSharedList(["before", item, "after"]);
        Assert.Equal(item, list[1]);
        Assert.Equal(["before", item, "after"], list);

        using var replaced = new AioSharedList(["before", null, "after"], capacityBytes: 2_000);
        for (int i = 0; i < 3; i++)
        {
            replaced[1] = item;
            Assert.Equal(["before", item, "after"], replaced);
        }
    }

    [Fact]
    public void Set_LongerThanItsPlace_IsRefusedAndChangesNothing()
    {
        using var list = new AioSharedList(["12345678901", 5]);
        Assert.Equal(16, list.CapacityOf(0));
        list[0] = new string('x', 16);
        var error = Assert.Throws<ArgumentException>(() => list[0] = new string('y', 17));
        Assert.Contains("17 bytes", error.Message);
        Assert.Contains("room for 16", error.Message);
        Assert.Equal([new string('x', 16), 5], list);
        Assert.Throws<ArgumentException>(() => list[1] = 1m);
        Assert.Equal(5, list[1]);
    }

    [Fact]
    public void Set_TypeThatItCannotHold_IsRefusedAndChangesNothing()
    {
        using var list = new AioSharedList([1]);
        Assert.Contains("System.DateTime", Assert.Throws<ArgumentException>(() => list[0] = DateTime.UnixEpoch).Message);
        Assert.Contains("BigInteger", Assert.Throws<ArgumentException>(() => new AioSharedList([System.Numerics.BigInteger.One])).Message);
        Assert.Equal([1], list);
    }

    [Fact]
    public void Index_Outside_IsRefused()
    {
        using var list = new AioSharedList([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1] = 1);
        using var empty = new AioSharedList([]);
        Assert.Empty(empty);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty[0]);
    }

    [Fact]
    public void IndexOf_AndCountOf_GoByValue()
    {
        using var list = new AioSharedList([1, "a", new byte[] { 1, 2 }, 1, 1L, null]);
        Assert.Equal(0, list.IndexOf(1));
        Assert.Equal(2, list.CountOf(1));
        Assert.Equal(4, list.IndexOf(1L));
        Assert.Equal(2, list.IndexOf(new byte[] { 1, 2 }));
        Assert.Equal(5, list.IndexOf(null));
        Assert.Equal(-1, list.IndexOf("b"));
    }

    [Fact]
    public void Members_AfterDispose_Throw()
    {
        var list = new AioSharedList([1]);
        list.Dispose();
        Assert.Throws<ObjectDisposedException>(() => list[0]);
        Assert.Throws<ObjectDisposedException>(() => list[0] = 1);
        Assert.Throws<ObjectDisposedException>(() => list.Count);
    }

    [Fact]
    public async Task Item_ReplacedInAnotherProcessWhileRead_IsNeverMixed()
    {
        using var list = new AioSharedList([new string('a', 3_000)]);
        await using AioProcess writer = AioProcess.Start(Alternate, list);
        using IDisposable end = writer.KillAtEnd();
        int changes = 0;
        string last = "";
        while (changes < 200)
        {
            Assert.True(writer.IsAlive);
            string seen = (string)list[0]!;
            Assert.Equal(seen.Length, seen.AsSpan().Count(seen[0]));
            Assert.Equal(seen[0] == 'a' ? 3_000 : 2_000, seen.Length);
            if (seen != last)
                changes++;
            last = seen;
        }
    }

    [Fact]
    public async Task Writer_Killed_TheListIsWholeAndOthersWrite()
    {
        using var list = new AioSharedList([new string('a', 3_000)]);
        for (int i = 0; i < 5; i++)
        {
            await using AioProcess writer = AioProcess.Start(Alternate, list);
            string before = (string)list[0]!;
            await Eventually.True(() => (string)list[0]! != before, "the writer has written");
            writer.Kill();
            await writer.JoinAsync(Token).InTime();
            string left = (string)list[0]!;
            Assert.Equal(left.Length, left.AsSpan().Count(left[0]));
            await Task.Run(() => list[0] = i, Token).InTime();
            Assert.Equal(i, list[0]);
            list[0] = new string('a', 3_000);
        }
    }

    private static void Alternate(AioSharedList list)
    {
        string[] texts = [new('b', 2_000), new('a', 3_000)];
        for (int i = 0; ; i++)
            list[0] = texts[i & 1];
    }
}

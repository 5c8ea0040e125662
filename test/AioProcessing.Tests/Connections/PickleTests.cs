using System.Buffers;
using System.Collections.Frozen;
using System.Numerics;

namespace AioProcessing.Tests.Connections;

public sealed class PickleTests
{
    private static readonly AioPickleSerializer s_plain = new();

    public static TheoryData<object?> Values =>
    [
        (object?)null, true, false, 0L, 255L, 256L, -1L, long.MaxValue, long.MinValue, BigInteger.Pow(2, 2100), -BigInteger.Pow(10, 40), 1.5, double.NegativeInfinity, "", "grüß \U0001F600",
        new string('x', 300), new byte[] { 1, 2 }, new byte[300], new List<object?> { 1L, "a", null }, new object?[] { 1L, new object?[] { "b" } }, Array.Empty<object?>(),
        new Dictionary<object, object?> { ["k"] = 1L, [2L] = null }, new HashSet<object?> { 1L, "x" }, new Complex(1, -2), 12.50m, -0.0000001m,
        new DateTime(2024, 2, 29, 23, 59, 58).AddMicroseconds(123_456), new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-330)), new DateOnly(1, 1, 1), new TimeOnly(1, 2, 3),
        TimeSpan.FromMicroseconds(-1), new double[] { 1, 2.5 }, new int[] { -1, 7 }, new ushort[0], new long[] { long.MinValue }, new float[] { 0.5f },
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void RoundTrip_PlainValue_ComesBackAsItself(object? value) => Assert.Equivalent(value, Read<object?>(Write(value)), strict: true);

    [Fact]
    public void RoundTrip_FrozenSet_ComesBack()
    {
        var back = Assert.IsAssignableFrom<FrozenSet<object?>>(Read<object?>(Write(((object[])[1L, "x"]).ToFrozenSet())));
        Assert.True(back.SetEquals([1L, "x"]));
    }

    [Fact]
    public void Read_TypeAskedFor_IsMade()
    {
        Assert.Equal([1, 2, 3], Read<int[]>(Write(new List<object> { 1, 2L, (byte)3 })));
        Assert.Equal([1.0, 2.0], Read<List<double>>(Write(new object[] { 1, 2.0 })));
        Assert.Equal([[1L], []], Read<long[][]>(Write(new List<List<int>> { new() { 1 }, new() })));
        Assert.Equal(("a", 2), Read<(string, int)>(Write(("a", 2))));
        Assert.Equal(new Dictionary<string, int?> { ["a"] = 1, ["b"] = null }, Read<Dictionary<string, int?>>(Write(new Dictionary<string, object?> { ["a"] = 1, ["b"] = null })));
        Assert.True(Read<HashSet<string>>(Write(new HashSet<string> { "x", "y" })).SetEquals(["y", "x"]));
        Assert.Equal(DayOfWeek.Friday, Read<DayOfWeek>(Write(DayOfWeek.Friday)));
        Assert.Equal([1, 2], Read<List<byte>>(Write(new List<byte> { 1, 2 })));
        Guid id = Guid.NewGuid();
        Assert.Equal(id, Read<Guid>(Write(id)));
        Assert.Equal(Int128.MaxValue, Read<Int128>(Write(Int128.MaxValue)));
        Assert.Equal(3, Read<IReadOnlyList<int>>(Write(new[] { 1, 2, 3 })).Count);
    }

    [Theory]
    [InlineData(300, typeof(byte))]
    [InlineData(-1, typeof(uint))]
    [InlineData("text", typeof(int))]
    [InlineData(1.5, typeof(int))]
    [InlineData(null, typeof(int))]
    [InlineData(1, typeof(string))]
    [InlineData(1, typeof(bool))]
    [InlineData(1, typeof(List<int>))]
    public void Read_ValueDoesNotFit_IsRefused(object? value, Type target) =>
        Assert.Throws<AioSerializationException>(() => s_plain.Deserialize(target, new ReadOnlySequence<byte>(Write(value))));

    [Fact]
    public void RoundTrip_SharedAndCyclicLists_StaySo()
    {
        List<object?> list = [1L];
        list.Add(list);
        List<object?> back = Read<List<object?>>(Write(new List<object?> { list, list }));

        var one = Assert.IsType<List<object?>>(back[0]);
        Assert.Same(one, back[1]);
        Assert.Same(one, one[1]);
    }

    [Fact]
    public void Read_ListReferredToManyTimesLevelUponLevel_IsBoundOnce()
    {
        List<List<List<List<int>>>> deep = [];
        List<int> numbers = [.. Enumerable.Range(0, 1000)];
        List<List<int>> second = [.. Enumerable.Repeat(numbers, 1000)];
        List<List<List<int>>> third = [.. Enumerable.Repeat(second, 1000)];
        deep.AddRange(Enumerable.Repeat(third, 1000));

        List<List<List<List<int>>>> back = Read<List<List<List<List<int>>>>>(Write(deep));

        Assert.Same(back[0], back[999]);
        Assert.Equal(numbers, back[1][2][3]);
    }

    [Fact]
    public void Read_TuplesAsKeys_AreFoundByContent()
    {
        var back = Read<Dictionary<object, object?>>(Write(new Dictionary<object, object?> { [new object[] { 1, "x" }] = "found" }));

        Assert.Equal("found", back[new object?[] { 1L, "x" }]);
    }

    [Fact]
    public void RoundTrip_RegisteredRecord_ByNamesAndInOrder()
    {
        AioPickleSerializer serializer = new(new AioPickleClasses().Add<Person>("people", "Person").Add<Bag>("people", "Bag", "count", "label"));
        Person person = new("Ann", new Bag { Size = 3, Label = "b" });

        Assert.Equal(person.Bag.Label, Read<Person>(Write(person, serializer), serializer).Bag.Label);
        object?[] pair = Assert.IsType<object?[]>(Read<object>(Write(new object[] { person, 1 }, serializer), serializer));
        Assert.Equal("Ann", Assert.IsType<Person>(pair[0]).FirstName);
        // As a dataclass comes: made without arguments, then its attributes.
        AioPythonObject foreign = new("people", "Person", [])
        {
            State = new Dictionary<object, object?> { ["bag"] = new AioPythonObject("people", "Bag", [7, "z"]), ["first_name"] = "Bo", ["extra"] = 1 },
        };
        Person read = Read<Person>(Write(foreign), serializer);
        Assert.Equal(("Bo", 7, "z"), (read.FirstName, read.Bag.Size, read.Bag.Label));
    }

    [Fact]
    public void Read_RecordWithoutAField_NamesIt()
    {
        AioPickleSerializer serializer = new(new AioPickleClasses().Add<Person>("people", "Person"));
        AioPythonObject foreign = new("people", "Person", []) { State = new Dictionary<object, object?> { ["first_name"] = "Bo" } };

        AioSerializationException thrown = Assert.Throws<AioSerializationException>(() => Read<Person>(Write(foreign), serializer));

        Assert.Equal("bag", thrown.MemberPath);
    }

    [Fact]
    public void Read_ClassThatNobodyRegistered_IsNamesAndDataOnly()
    {
        // What Python would do with it: os.system('true').
        byte[] evil = [.. "\u0080\u0002cos\nsystem\nX\u0004\0\0\0true\u0085R."u8.ToArray().Where(static one => one is not (0xC2 or 0xC3))];

        AioPythonObject inert = Assert.IsType<AioPythonObject>(Read<object>(evil));

        Assert.Equal("os.system(true)", inert.ToString());
        Assert.Throws<AioSerializationException>(() => Read<Person>(evil));
    }

    [Fact]
    public void Read_ManagerReplyOfCPython_IsUnderstood()
    {
        object?[] reply = Read<object?[]>(Convert.FromHexString(
            "80049569000000000000008c062350524f5859948c085f5f6e6578745f5f9485948c186d756c746970726f63657373696e672e6d616e6167657273948c05546f6b656e9493942981948c084974657261746f72948c093132372e302e302e31944d881386948c0437663030948794628694869" + "42e"));

        Assert.Equal("#PROXY", reply[0]);
        var token = Assert.IsType<AioPythonObject>(Assert.IsType<object?[]>(reply[1])[1]);
        Assert.Equal("multiprocessing.managers.Token()", token.ToString());
        Assert.Equal(["Iterator", new object?[] { "127.0.0.1", 5000L }, "7f00"], Assert.IsType<object?[]>(token.State));
    }

    [Fact]
    public void Write_NestedTooDeepOrNoData_IsRefused()
    {
        List<object?> deep = [];
        for (int i = 0; i < 10_000; i++)
            deep = [deep];

        Assert.Throws<AioSerializationException>(() => Write(deep));
        Assert.Throws<AioSerializationException>(() => Write(new Person("a", new Bag())));
        Assert.Throws<AioSerializationException>(() => Write(new int[1, 1]));
        Assert.Throws<AioSerializationException>(() => Write("\uD800"));
    }

    [Fact]
    public void Read_TuplesNestedDeeperThanAnyStack_EndsInAnError()
    {
        byte[] nested = [0x80, 4, (byte)')', .. Enumerable.Repeat((byte)0x85, 1_000_000), (byte)'.'];
        byte[] asKey = [0x80, 4, (byte)'}', (byte)')', .. Enumerable.Repeat((byte)0x85, 1_000_000), (byte)'N', (byte)'s', (byte)'.'];

        Assert.IsType<object?[]>(Read<object>(nested));
        Assert.IsType<Dictionary<object, object?>>(Read<object>(asKey));
        Assert.Throws<AioSerializationException>(() => Read<object>(nested, new AioPickleSerializer(new AioPickleClasses().Add<Person>("people", "Person"))));
    }

    [Theory]
    [InlineData("80044200000040")]
    [InlineData("80048EFFFFFFFFFFFFFF7F2E")]
    [InlineData("80048BFFFFFFFF2E")]
    [InlineData("80042E")]
    [InlineData("8004652E")]
    [InlineData("8004300000")]
    [InlineData("80044E4E2E00")]
    [InlineData("8004687F2E")]
    [InlineData("8001492E")]
    [InlineData("8004942E")]
    [InlineData("80044E4E522E")]
    [InlineData("")]
    public void Read_Damaged_SaysWhere(string hex)
    {
        AioSerializationException thrown = Assert.Throws<AioSerializationException>(() => Read<object>(Convert.FromHexString(hex)));
        Assert.Contains("byte", thrown.Message);
    }

    [Fact]
    public void Add_UnsuitedOrTwice_IsRefused()
    {
        AioPickleClasses classes = new AioPickleClasses().Add<Person>("people", "Person");

        Assert.Throws<ArgumentException>(() => classes.Add<Person>("people", "Other"));
        Assert.Throws<ArgumentException>(() => classes.Add<Bag>("people", "Person"));
        Assert.Throws<ArgumentException>(() => classes.Add<Bag>("people", "Bag", "just one"));
        Assert.Throws<ArgumentException>(() => classes.Add<object>("builtins", "object"));
    }

    internal static byte[] Write(object? value, AioPickleSerializer? serializer = null)
    {
        ArrayBufferWriter<byte> to = new();
        (serializer ?? s_plain).Serialize(typeof(object), value, to);
        return to.WrittenSpan.ToArray();
    }

    private static T Read<T>(byte[] pickle, AioPickleSerializer? serializer = null) =>
        (T)(serializer ?? s_plain).Deserialize(typeof(T), new ReadOnlySequence<byte>(pickle))!;

    private sealed record Person(string FirstName, Bag Bag);

    private sealed class Bag
    {
        public int Size { get; set; }

        public string Label { get; set; } = "";
    }
}

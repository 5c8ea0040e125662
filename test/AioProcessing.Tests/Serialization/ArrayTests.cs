using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class ArrayTests
{
    [Fact]
    public void Copy_PrimitiveArrays_AreEqual()
    {
        Assert.Equal([1, -2, 3], Copy<int[]>([1, -2, 3]));
        Assert.Equal([1.5, double.NaN], Copy<double[]>([1.5, double.NaN]));
        Assert.Equal([true, false], Copy<bool[]>([true, false]));
        Assert.Equal([DayOfWeek.Monday], Copy<DayOfWeek[]>([DayOfWeek.Monday]));
        Assert.Equal([1, null, 3], Copy<int?[]>([1, null, 3]));
        Assert.Equal([], Copy(Array.Empty<long>()));
        Assert.Null(Copy<int[]?>(null));
    }

    [Fact]
    public void Copy_PrimitiveArray_TakesItsOwnSizeAndAFewBytes()
    {
        var array = new double[100_000];
        Assert.InRange(BytesOf(array).Length, 800_000, 800_008);
    }

    [Fact]
    public void Copy_ArrayOfStructsWithoutReferences_IsEqual() =>
        Assert.Equal([(1, 2.5, 'x'), (3, 4.5, 'y')], Copy<(int, double, char)[]>([(1, 2.5, 'x'), (3, 4.5, 'y')]));

    [Fact]
    public void Copy_ArrayOfStructsWithReferences_IsEqual() =>
        Assert.Equal([(1, "a"), (2, null)], Copy<(int, string?)[]>([(1, "a"), (2, null)]));

    [Fact]
    public void Copy_StringArray_IsEqual() => Assert.Equal(["a", null, ""], Copy<string?[]>(["a", null, ""]));

    [Fact]
    public void Copy_JaggedArray_KeepsShapeAndSharing()
    {
        int[] row = [1, 2];
        int[]?[] copy = Copy<int[]?[]>([row, null, row]);
        Assert.Equal(row, copy[0]);
        Assert.Null(copy[1]);
        Assert.Same(copy[0], copy[2]);
    }

    [Fact]
    public void Copy_RectangularArrays_AreEqual()
    {
        Assert.Equal(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }, Copy(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }));
        Assert.Equal(new[,] { { "a", "b" }, { "c", null } }, Copy(new[,] { { "a", "b" }, { "c", null } }));
        Assert.Equal(new[, ,] { { { 1L } }, { { 2L } } }, Copy(new[, ,] { { { 1L } }, { { 2L } } }));
        Assert.Equal(new[,] { { (1, "x") } }, Copy(new[,] { { (1, "x") } }));
        Assert.Equal((0, 5), (Copy(new int[0, 5]).GetLength(0), Copy(new int[0, 5]).GetLength(1)));
    }

    [Fact]
    public void Copy_CovariantArray_KeepsItsRealType()
    {
        object[] strings = new[] { "a", "b" };
        Assert.IsType<string[]>(Copy(strings));
        Assert.IsType<string[]>(Copy<object>(strings));
        Assert.IsType<string[]>(Copy<IReadOnlyList<object>>(strings));
    }

    [Fact]
    public void Copy_ObjectArray_KeepsTheTypeOfEachElement()
    {
        object?[] mixed = [1, "two", 3.0, null, new[] { 4 }, (5, "five"), DayOfWeek.Friday];
        Assert.Equal(mixed, Copy(mixed));
    }

    [Fact]
    public void Copy_ArrayThatContainsItself_KeepsTheCycle()
    {
        var array = new object[1];
        array[0] = array;
        object[] copy = Copy(array);
        Assert.Same(copy, copy[0]);
    }

    [Fact]
    public void Copy_ArrayWithOtherLowerBound_IsRefused() => Assert.Throws<AioSerializationException>(
        () => BytesOf<object>(Array.CreateInstance(typeof(int), [2, 2], [1, 0])));

    [Fact]
    public void Copy_Segments_KeepTheirWindow()
    {
        byte[] backing = [0, 1, 2, 3, 4];
        Assert.Equal<byte>([1, 2], Copy(new ArraySegment<byte>(backing, 1, 2)).ToArray());
        Assert.Equal<byte>([2, 3], Copy(backing.AsMemory(2, 2)).ToArray());
        Assert.Equal("ell", Copy("hello".AsMemory(1, 3)).ToString());
    }
}

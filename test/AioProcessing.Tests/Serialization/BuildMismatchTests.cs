using AioProcessing.Serialization;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

/// <summary>Payloads whose version ids have been altered, as another build would have written them.</summary>
public sealed class BuildMismatchTests
{
    private static readonly Guid s_otherBuild = new("11111111-2222-3333-4444-555555555555");

    [Fact]
    public void Read_UserTypeOfAnotherBuild_SaysSo()
    {
        byte[] bytes = OfOtherBuild(BytesOf<object>(new Item("x")), typeof(Item));
        var error = Assert.Throws<AioSerializationException>(() => Read<object>(bytes));
        Assert.Contains("'AioProcessing.Tests' in build 11111111-2222-3333-4444-555555555555", error.Message, StringComparison.Ordinal);
        Assert.Contains($"this process has build {typeof(Item).Module.ModuleVersionId}", error.Message, StringComparison.Ordinal);
        Assert.Contains("restart the parent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DelegateOfAnotherBuild_SaysSo()
    {
        byte[] bytes = OfOtherBuild(BytesOfDelegate(static () => 1), typeof(Item));
        var error = Assert.Throws<AioSerializationException>(
            () =>
            {
                var reader = new PayloadReader(bytes);
                DelegateCodec.Read(ref reader);
            });
        Assert.Contains("restart the parent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AssemblyThatThisProcessLacks_SaysSo()
    {
        byte[] bytes = OfOtherBuild(BytesOf<object>(new Item("x")), typeof(Item));
        int name = Find(bytes, System.Text.Encoding.Unicode.GetBytes("AioProcessing.Tests"));
        bytes[name] = (byte)'B';
        Assert.Contains(
            "'BioProcessing.Tests'", Assert.Throws<AioSerializationException>(() => Read<object>(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FrameworkTypeAfterARuntimeUpdate_IsFoundByName()
    {
        var value = new SortedDictionary<string, int> { ["a"] = 1 };
        byte[] bytes = OfOtherBuild(BytesOf<object>(value), typeof(SortedDictionary<,>));
        Assert.Equal(value, Assert.IsType<SortedDictionary<string, int>>(Read<object>(bytes)));
    }

    private static byte[] OfOtherBuild(byte[] bytes, Type typeInModule)
    {
        byte[] copy = (byte[])bytes.Clone();
        int at = Find(copy, typeInModule.Module.ModuleVersionId.ToByteArray());
        Assert.InRange(at, 0, copy.Length);
        s_otherBuild.TryWriteBytes(copy.AsSpan(at));
        return copy;
    }

    private static int Find(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part);

    private sealed record Item(string Name);
}

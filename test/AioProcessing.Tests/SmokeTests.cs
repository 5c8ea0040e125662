namespace AioProcessing.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Exception_WithoutPath_HasEmptyPath() => Assert.Equal("", new AioSerializationException("x").MemberPath);
}

using System.Reflection;
using AioProcessing;
using Xunit;

namespace VsTestHost;

public sealed class ChildTests
{
    [Fact]
    public async Task RunAsync_UnderVsTest_RunsInAChild()
    {
        int factor = 7;

        string answer = await AioProcess.RunAsync(n => $"{n * factor} in {Assembly.GetEntryAssembly()?.GetName().Name}", 6);

        Assert.Equal($"42 in {Assembly.GetEntryAssembly()?.GetName().Name}", answer);
    }
}

using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Tests.Core;

public sealed class ArenaTests
{
    [Fact]
    public void Default_IsAnonymous_AndNotOnTheSharedMemoryMount()
    {
        string target = File.ResolveLinkTarget($"/proc/self/fd/{SharedMemoryBackend.DescriptorForChildren()}", returnFinalTarget: false)!.FullName;
        Assert.Contains("memfd:aioprocessing", target);
    }

    [Fact]
    public void Create_Terabytes_TakesOnlyThePagesTouched()
    {
        long before = Environment.WorkingSet;
        using var arena = Arena.Create(Platform.CreateMapping(ArenaLayout.TotalBytes));
        Assert.True(ArenaLayout.TotalBytes > 1L << 40);
        Assert.True(Environment.WorkingSet - before < 64 << 20, "Making an arena touched more than its header.");
    }

    [Fact]
    public void Attach_OtherLayoutVersion_IsRefusedWithBothVersions()
    {
        SharedMapping mapping = Platform.CreateMapping(1 << 20);
        using var arena = Arena.Create(mapping);
        arena.Header.Version = 77;
        var error = Assert.Throws<AioContextException>(() => Arena.Attach(mapping));
        Assert.Contains("77", error.Message);
        Assert.Contains(ArenaLayout.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message);
    }

    [Fact]
    public void Attach_NotAnArena_IsRefused()
    {
        using SharedMapping mapping = Platform.CreateMapping(1 << 20);
        Assert.Throws<AioContextException>(() => Arena.Attach(mapping));
    }

    [Fact]
    public void Free_LargeBlock_ReturnsItsPages()
    {
        using var processes = new SimulatedProcesses();
        Participant me = processes.Join();
        BlockId block = me.Blocks.Take(64 << 20, me.Tag);
        unsafe
        {
            new Span<byte>(me.Arena.Block(block), 64 << 20).Fill(1);
            me.Blocks.Free(block, 64 << 20);
            Assert.Equal(0, *me.Arena.Block(block));
        }
    }

    [Fact]
    public void Take_AfterOwnersDeath_FindsItsBlocksFree()
    {
        using var processes = new SimulatedProcesses();
        Participant a = processes.Join(), b = processes.Join();
        BlockId first = a.Blocks.Take(10_000, a.Tag);
        Assert.NotEqual(first, b.Blocks.Take(10_000, b.Tag));
        processes.Kill(a);
        Assert.Contains(first, Enumerable.Range(0, 3).Select(_ => b.Blocks.Take(10_000, b.Tag)));
    }
}

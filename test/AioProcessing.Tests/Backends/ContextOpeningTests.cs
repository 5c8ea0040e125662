using System.Runtime.CompilerServices;
using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Tests.Backends;

/// <summary>Files as deaths leave them, made by hand.</summary>
public sealed class ContextOpeningTests : IDisposable
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => AioContext.Delete(_name);

    [Theory]
    [InlineData("nothing", 0, false)]
    [InlineData("its length", 1L << 20, false)]
    [InlineData("half a header", 1L << 20, true)]
    [InlineData("all but the readiness", -1, true)]
    [InlineData("somebody else's bytes", 5000, true)]
    public void OpenOrCreate_MakerDiedAfter_IsFresh(string written, long length, bool hasHeader)
    {
        using (ContextFile file = Platform.ContextStore.Open(_name, create: true)!)
        {
            file.SetLength(length < 0 ? ArenaLayout.TotalBytes : length);
            if (hasHeader)
                Scribble(file, header => header with { Ready = written == "somebody else's bytes" ? 99u : 0 });
        }

        using AioContext context = AioContext.OpenOrCreate(_name, cancellationToken: Token);
        using AioLock mutex = context.Lock("mutex");
        Assert.True(mutex.TryAcquire());
    }

    [Fact]
    public void OpenOrCreate_OtherVersionWithMembers_NamesBothVersionsAndTheWayOut()
    {
        string message = OpenWithLiveMember(header => header with { Version = 77 });
        Assert.Contains("77", message);
        Assert.Contains($"this build has {ArenaLayout.Version}", message);
        Assert.Contains("1 live member", message);
        Assert.Contains($"AioContext.Delete(\"{_name}\")", message);
        Assert.True(AioContext.Delete(_name));
        AioContext.OpenOrCreate(_name, cancellationToken: Token).Dispose();
    }

    [Fact]
    public void OpenOrCreate_OtherVersionWithoutMembers_IsFresh()
    {
        using (ContextFile file = Platform.ContextStore.Open(_name, create: true)!)
        {
            file.SetLength(ArenaLayout.TotalBytes);
            Scribble(file, header => header with { Version = 77 });
        }

        AioContext.OpenOrCreate(_name, cancellationToken: Token).Dispose();
    }

    [Fact]
    public void OpenOrCreate_DamagedWithMembers_SaysSo()
    {
        Assert.Contains("damaged", OpenWithLiveMember(header => header with { Magic = 1234 }));
        Assert.Contains("size", OpenWithLiveMember(header => header with { TotalBytes = 1234 }));
    }

    [Fact]
    public void OpenOrCreate_MembersInAnotherContainer_SaysSo() =>
        Assert.Contains("container", OpenWithLiveMember(header => header with { PidScope = 1 }));

    [Fact]
    public void OpenOrCreate_CutOffWithMembers_IsNotTouched()
    {
        using ContextFile member = Platform.ContextStore.Open(_name, create: true)!;
        member.Enter();
        Assert.Contains("0 bytes", Assert.Throws<AioContextException>(() => AioContext.OpenOrCreate(_name, cancellationToken: Token)).Message);
        Assert.True(member.IsLinked);
    }

    private string OpenWithLiveMember(Func<ArenaHeader, ArenaHeader> change)
    {
        AioContext.Delete(_name);
        using ContextFile member = Platform.ContextStore.Open(_name, create: true)!;
        member.Enter();
        member.SetLength(ArenaLayout.TotalBytes);
        Scribble(member, change);
        return Assert.Throws<AioContextException>(() => AioContext.OpenOrCreate(_name, cancellationToken: Token)).Message;
    }

    private static unsafe void Scribble(ContextFile file, Func<ArenaHeader, ArenaHeader> change)
    {
        using SharedMapping mapping = file.Map(file.LengthBytes);
        _ = Arena.Create(mapping, identity: 5, Platform.ProcessWatcher.PidScope);
        ref ArenaHeader header = ref Unsafe.AsRef<ArenaHeader>(mapping.Base);
        header = change(header);
    }
}

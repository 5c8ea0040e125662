namespace AioProcessing.Tests.Tidy;

public sealed class RemoteCallRuleTests
{
    [Fact]
    public void Library_EveryRemoteCall_HasItsTwin() => Exemptions.AssertClean(Rules.RemoteCalls, RemoteCallRule.Check(RemoteCallRule.Places));

    [Theory]
    [InlineData(typeof(IOnlyAsync), "its twin that blocks, is missing")]
    [InlineData(typeof(IOnlyBlocking), "its twin that awaits, is missing")]
    [InlineData(typeof(IWithoutToken), "no CancellationToken")]
    [InlineData(typeof(IOtherParameters), "its twin that blocks, is missing")]
    public void Check_PlantedCall_IsFound(Type planted, string complaint) =>
        Assert.Contains(RemoteCallRule.Check([planted]), finding => finding.What.Contains(complaint, StringComparison.Ordinal));

    [Theory]
    [InlineData(typeof(ITwins))]
    [InlineData(typeof(NoCalls))]
    public void Check_TwinsAndWhatIsNoCall_AreAllowed(Type planted) => Assert.Empty(RemoteCallRule.Check([planted]));

    private interface IOnlyAsync
    {
        ValueTask ClearAsync(CancellationToken token = default);
    }

    private interface IOnlyBlocking
    {
        void Clear();
    }

    private interface IWithoutToken
    {
        void Clear();
        ValueTask ClearAsync();
    }

    private interface IOtherParameters
    {
        void Add(int item);
        ValueTask AddAsync(int item, int count, CancellationToken token = default);
    }

    private interface ITwins
    {
        int Count { get; }
        int this[string key] { get; }
        ValueTask<int> CountAsync(CancellationToken token = default);
        ValueTask<int> GetAsync(string key, CancellationToken token = default);
        bool TryPop(string key, out int value);
        ValueTask<(bool Found, int Value)> TryPopAsync(string key, CancellationToken token = default);
        IAsyncEnumerable<int> ReadAllAsync(CancellationToken token = default);
    }

    private sealed class NoCalls : IDisposable, IAsyncDisposable
    {
        public void Dispose() => DisposeAsync().AsTask().Wait();
        public ValueTask DisposeAsync() => default;
        public override string ToString() => nameof(NoCalls);
    }
}

namespace AioProcessing.Tests.Tidy;

public sealed class WaitingCallRuleTests
{
    [Fact]
    public void Library_EveryWaitingVerb_HasItsWholeSet() =>
        Exemptions.AssertClean(Rules.WaitingCalls, WaitingCallRule.Check(typeof(AioException).Assembly.GetExportedTypes()));

    [Theory]
    [InlineData(typeof(OnlyAsync), 4)]
    [InlineData(typeof(OnlyTimed), 4)]
    [InlineData(typeof(TokenNotOptional), 1)]
    [InlineData(typeof(TimedAsyncWithoutAnswer), 1)]
    public void Check_IncompleteSet_IsFound(Type planted, int missing) => Assert.Equal(missing, WaitingCallRule.Check([planted]).Count());

    [Theory]
    [InlineData(typeof(Complete))]
    [InlineData(typeof(NothingToWaitFor))]
    public void Check_WholeSetOrNone_IsAllowed(Type planted) => Assert.Empty(WaitingCallRule.Check([planted]));

    private sealed class OnlyAsync
    {
        public Task JoinAsync(CancellationToken token = default) => Task.Delay(0, token);
    }

    private sealed class OnlyTimed
    {
        public bool TryJoin(TimeSpan timeout, CancellationToken token = default) => timeout == default && token == default;
    }

    private sealed class TokenNotOptional
    {
        public bool TryTake(out int item) => (item = 1) == 1;
        public bool TryTake(out int item, TimeSpan timeout, CancellationToken token = default) => TryTake(out item) && timeout == default && token == default;
        public int Take(CancellationToken token) => token == default ? 1 : 0;
        public ValueTask<int> TakeAsync(CancellationToken token = default) => new(Take(token));
        public ValueTask<bool> TryTakeAsync(TimeSpan timeout, CancellationToken token = default) => new(timeout == default && token == default);
    }

    private sealed class TimedAsyncWithoutAnswer
    {
        public bool TryWait() => true;
        public bool TryWait(TimeSpan timeout, CancellationToken token = default) => timeout == default && token == default;
        public void Wait(CancellationToken token = default) => token.ThrowIfCancellationRequested();
        public Task WaitAsync(CancellationToken token = default) => Task.Delay(0, token);
        public Task TryWaitAsync(TimeSpan timeout, CancellationToken token = default) => Task.Delay(timeout, token);
    }

    private sealed class Complete
    {
        public bool TryPut(int item) => item == 1;
        public bool TryPut(int item, TimeSpan timeout, CancellationToken token = default) => TryPut(item) && timeout == default && token == default;
        public void Put(int item, CancellationToken token = default) => TryPut(item, default, token);
        public ValueTask PutAsync(int item, CancellationToken token = default) => new(Task.Delay(item, token));
        public ValueTask<bool> TryPutAsync(int item, TimeSpan timeout, CancellationToken token = default) => new(TryPut(item, timeout, token));
    }

    private sealed class NothingToWaitFor : IAsyncDisposable
    {
        public IAsyncEnumerable<int> ReadAllAsync() => throw new NotSupportedException();
        public bool TryGetValue(out int value) => (value = 1) == 1;
        public ValueTask DisposeAsync() => default;
    }
}

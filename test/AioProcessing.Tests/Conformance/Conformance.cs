namespace AioProcessing.Tests.Conformance;

/// <summary>What an object does, wherever it lives. Each class of these tests runs once for each back end.</summary>
public abstract class Conformance(IBackEnd home)
{
    protected static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IBackEnd Home { get; } = home;

    /// <summary>Starts a child that has the object too, and waits until it says that it is ready.</summary>
    protected static async Task<AioProcess> StartPeerAsync<T>(Action<T, AioEvent> deed, T subject)
    {
        var ready = new AioEvent();
        AioProcess peer = AioProcess.Start(deed, subject, ready);
        Task isReady = ready.WaitAsync(Token).AsTask();
        if (await Task.WhenAny(isReady, peer.Exited).InTime() != isReady)
            Assert.Fail($"The child ended: {await peer.Exited}");
        return peer;
    }

    protected static async Task KillAsync(AioProcess peer)
    {
        peer.Kill();
        await peer.JoinAsync(Token).InTime();
    }

    protected static async Task AssertCancelled(Task wait, CancellationToken token)
    {
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.InTime());
        Assert.Equal(token, error.CancellationToken);
    }

    /// <summary>On a thread of its own: it may block.</summary>
    protected static Task<T> OnThread<T>(Func<T> work) => Task.Factory.StartNew(work, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>For peers: until they are killed, or else longer than any test waits, so that one that fails is not held up by its peer for ever.</summary>
    protected static void Sleep() => Thread.Sleep(4 * Eventually.Patience);
}

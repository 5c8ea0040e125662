namespace AioProcessing.Tests.Connections;

/// <summary>A pipe of two sockets, and what only that does.</summary>
public sealed class SocketPipeTests() : AioPipeTests(AioPipeTransport.Socket)
{
    [Fact]
    public async Task Send_PeerDoesNotReceive_IsAcceptedOnceAndThenTimesOut()
    {
        byte[] large = new byte[8 << 20];
        new Random(5).NextBytes(large);

        Assert.True(await A.TrySendBytesAsync(TimeSpan.FromMilliseconds(20), large, Token));
        Assert.False(A.TrySendBytes(new byte[1]));
        Assert.False(await A.TrySendAsync(TimeSpan.FromMilliseconds(20), "late", Token));
        using CancellationTokenSource cancel = new(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => A.SendAsync("later", cancel.Token).AsTask());

        Assert.Equal(large, await B.ReceiveBytesAsync(Token).AsTask().InTime());
        await A.SendAsync("last", Token).AsTask().InTime();
        Assert.Equal("last", await B.ReceiveAsync<string>(Token).AsTask().InTime());
    }
}

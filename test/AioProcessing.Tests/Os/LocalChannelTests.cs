using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os;

public sealed class LocalChannelTests
{
    [Fact]
    public async Task SendAsync_MoreThanTheSocketHolds_ArrivesWhole()
    {
        (LinuxLocalChannel a, LinuxLocalChannel b) = LinuxLocalChannel.CreatePair();
        using (a)
        using (b)
        {
            byte[] sent = new byte[5_000_000];
            new Random(7).NextBytes(sent);
            ValueTask<bool> sending = a.SendAsync(sent);
            Assert.False(sending.IsCompleted);

            byte[] received = new byte[sent.Length];
            for (int at = 0; at < received.Length;)
                at += await b.ReceiveAsync(received.AsMemory(at)).AsTask().InTime();

            Assert.True(await sending.AsTask().InTime());
            Assert.Equal(sent, received);
        }
    }

    [Fact]
    public async Task ReceiveAsync_BothDirectionsWait_BothEnd()
    {
        (LinuxLocalChannel a, LinuxLocalChannel b) = LinuxLocalChannel.CreatePair();
        using (a)
        using (b)
        {
            Task<int> receiving = a.ReceiveAsync(new byte[10]).AsTask();
            Task<bool> sending = a.SendAsync(new byte[5_000_000]).AsTask();

            a.PeerEnded();

            Assert.Equal(0, await receiving.InTime());
            Assert.False(await sending.InTime());
        }
    }

    [Fact]
    public async Task PeerEnded_BytesAreLeft_AreReceivedFirst()
    {
        (LinuxLocalChannel a, LinuxLocalChannel b) = LinuxLocalChannel.CreatePair();
        using (a)
        using (b)
        {
            Assert.True(b.Send("last words"u8));

            // b stays open, as it does when a grandchild has inherited it.
            a.PeerEnded();

            Assert.Equal(10, await a.ReceiveAsync(new byte[64]).AsTask().InTime());
            Assert.Equal(0, await a.ReceiveAsync(new byte[64]).AsTask().InTime());
        }
    }

    [Fact]
    public async Task PeerEnded_WhileSomebodyWaits_LastBytesAreReceived()
    {
        // Which of the two the waiting side hears of first is up to the threads; it has to receive the bytes either way.
        for (int i = 0; i < 200; i++)
        {
            (LinuxLocalChannel a, LinuxLocalChannel b) = LinuxLocalChannel.CreatePair();
            using (a)
            using (b)
            {
                Task<int> receiving = a.ReceiveAsync(new byte[64]).AsTask();
                Assert.True(b.Send("last words"u8));
                a.PeerEnded();

                Assert.Equal(10, await receiving.InTime());
            }
        }
    }

    [Fact]
    public void WaitForBytes_BytesOrEnd_TellsWhich()
    {
        (LinuxLocalChannel a, LinuxLocalChannel b) = LinuxLocalChannel.CreatePair();
        using (a)
        {
            Assert.True(b.Send([1]));
            Assert.True(a.WaitForBytes());

            b.Dispose();

            Assert.False(a.WaitForBytes());
            Assert.Equal(1, a.Receive(new byte[8]));
            Assert.Equal(0, a.Receive(new byte[8]));
            Assert.False(a.Send([1]));
        }
    }
}

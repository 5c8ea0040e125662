using System.Runtime.CompilerServices;
using AioProcessing.Os;

namespace AioProcessing.Bootstrap;

/// <summary>
/// Ties a child to its parent. The parent's end of the channel closes with the parent's process, however that ends, and with nothing less: not with the thread that
/// started us. Whatever the target does, it is not asked.
/// </summary>
internal static class Lifeline
{
    /// <summary>From here on this process dies with its parent.</summary>
    /// <param name="channel">The channel to the parent.</param>
    /// <param name="listens">The parent may still send a <see cref="MessageKind.Cancel"/>.</param>
    /// <returns>Cancelled when the parent says so.</returns>
    public static CancellationToken Attach(LocalChannel channel, bool listens)
    {
        // Where nothing is to be heard, the system sees to it. It would kill for any byte, though, so that listening takes a thread, and half a millisecond.
        return !listens && channel.DieWithPeer() ? CancellationToken.None : StartListening(channel);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CancellationToken StartListening(LocalChannel channel)
    {
        CancellationTokenSource source = new();
        new Thread(() => Listen(channel, source), maxStackSize: 256 * 1024) { IsBackground = true, Name = "AioProcessing life-line" }.Start();
        return source.Token;
    }

    private static void Listen(LocalChannel channel, CancellationTokenSource source)
    {
        Span<byte> head = stackalloc byte[Message.HeadSize];
        while (channel.WaitForBytes() && Message.TryFill(channel, head))
        {
            if (Message.ReadHead(head, out _) == MessageKind.Cancel)
                // Elsewhere, because the callbacks are the user's: this thread must stay free to die.
                _ = source.CancelAsync();
        }
        Platform.ProcessLauncher.EndThisProcess(1);
    }
}

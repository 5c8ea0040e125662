using System.Globalization;

namespace AioProcessing.Connections;

/// <summary>Six messages by which each end shows that it has the key; the listener asks first. Nothing else of the peer is looked at before they are over.</summary>
internal static class Handshake
{
    /// <summary>Longest message in it, as in CPython.</summary>
    private const int MaxMessageBytes = 256;

    private static ReadOnlySpan<byte> Challenge => "#CHALLENGE#"u8;

    private static ReadOnlySpan<byte> Welcome => "#WELCOME#"u8;

    private static ReadOnlySpan<byte> Failure => "#FAILURE#"u8;

    /// <param name="messages">The connection, fresh.</param>
    /// <param name="key">This side's.</param>
    /// <param name="listens">Whether this side is the listener's.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AioAuthenticationException">The peer has not shown that it has the key. The connection is to be closed.</exception>
    public static async Task PerformAsync(MessageSocket messages, byte[] key, bool listens, AioConnectionOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HandshakeTimeout);
        messages.Decoder.Limit = MaxMessageBytes;
        try
        {
            if (listens)
                await AskAsync(messages, key, options.AllowMd5, limit.Token).ConfigureAwait(false);
            await AnswerAsync(messages, key, options.AllowMd5, limit.Token).ConfigureAwait(false);
            if (!listens)
                await AskAsync(messages, key, options.AllowMd5, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AioAuthenticationException(string.Create(CultureInfo.InvariantCulture,
                $"The peer did not complete the handshake within {options.HandshakeTimeout.TotalSeconds:0.###} seconds. If it uses no key, leave out the key on this side too."));
        }
        catch (AioException exception) when (exception is AioConnectionClosedException or AioProtocolException)
        {
            throw new AioAuthenticationException("The peer ended the handshake, or does not speak this protocol: " + exception.Message, exception);
        }
        messages.Decoder.Limit = options.MaxMessageBytes;
    }

    private static async Task AskAsync(MessageSocket messages, byte[] key, bool allowMd5, CancellationToken cancellationToken)
    {
        byte[] challenge = ChallengeResponse.MakeChallenge();
        await SendAsync(messages, (byte[])[.. Challenge, .. challenge], cancellationToken).ConfigureAwait(false);
        byte[] response = await ReceiveAsync(messages, cancellationToken).ConfigureAwait(false);
        bool isRight = ChallengeResponse.IsRight(key, challenge, response, allowMd5);
        await SendAsync(messages, (isRight ? Welcome : Failure).ToArray(), cancellationToken).ConfigureAwait(false);
        if (!isRight)
            throw new AioAuthenticationException("The peer has another key: its answer to the challenge is wrong. Give both sides the same key.");
    }

    private static async Task AnswerAsync(MessageSocket messages, byte[] key, bool allowMd5, CancellationToken cancellationToken)
    {
        byte[] message = await ReceiveAsync(messages, cancellationToken).ConfigureAwait(false);
        if (!message.AsSpan().StartsWith(Challenge))
            throw new AioAuthenticationException("The peer's first message is no challenge: it uses no key, or does not speak this protocol.");
        byte[] response = ChallengeResponse.Respond(key, message.AsSpan(Challenge.Length), allowMd5);
        await SendAsync(messages, response, cancellationToken).ConfigureAwait(false);
        byte[] verdict = await ReceiveAsync(messages, cancellationToken).ConfigureAwait(false);
        if (!verdict.AsSpan().SequenceEqual(Welcome))
            throw new AioAuthenticationException("The peer does not accept this side's key. Give both sides the same key.");
    }

    private static async Task SendAsync(MessageSocket messages, byte[] bytes, CancellationToken cancellationToken)
    {
        _ = await messages.TakeTurnAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        await messages.Send(OutgoingMessage.Of(bytes, copies: true)).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReceiveAsync(MessageSocket messages, CancellationToken cancellationToken)
    {
        (_, ReadOnlyMemory<byte> message) = await messages.BeginReceivingAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        byte[] bytes = messages.Decoder.TakeArray(message);
        messages.EndReceiving();
        return bytes;
    }
}

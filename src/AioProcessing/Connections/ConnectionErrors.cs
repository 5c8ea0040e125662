namespace AioProcessing;

/// <summary>Nobody is at the other end of a connection any more: it was closed, or its process has ended.</summary>
/// <param name="message">What could not be done, and what was left half done.</param>
/// <param name="inner">The system's own error, if there was one.</param>
/// <remarks>Python's counterparts are <c>EOFError</c> on receiving, <c>BrokenPipeError</c> and <c>ConnectionResetError</c> on sending.</remarks>
public sealed class AioConnectionClosedException(string message, Exception? inner = null) : AioException(message, inner);

/// <summary>The peer sent what this protocol does not allow: a negative length, or a message over the limit. Nothing more can be received.</summary>
public sealed class AioProtocolException(string message) : AioException(message);

/// <summary>The two ends of a connection do not have the same key, or the peer does not speak the protocol by which that is shown.</summary>
/// <param name="message">Who failed whom, and at which step.</param>
/// <param name="inner">The cause, if there was one.</param>
public sealed class AioAuthenticationException(string message, Exception? inner = null) : AioException(message, inner);

/// <summary>A message is longer than the buffer given for it.</summary>
/// <remarks>Nothing is lost: the whole message is in <see cref="Bytes"/>, and the connection goes on with the next one. Python's counterpart is <c>BufferTooShort</c>.</remarks>
public sealed class AioBufferTooShortException : AioException
{
    internal AioBufferTooShortException(byte[] bytes, int bufferLength)
        : base($"A message of {bytes.Length:N0} bytes does not fit in a buffer of {bufferLength:N0}. It is in this exception's Bytes; give a larger buffer, or receive without one.") =>
        Bytes = bytes;

    /// <summary>The whole message.</summary>
    public byte[] Bytes { get; }
}

using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Base of the proxies of the built-in objects: a few lines per member, without generated code between.</summary>
/// <remarks>
/// A member is: <see cref="Begin"/>, arguments written to the frame, and one of the sending methods. If writing an argument throws, <see cref="WritePayload{T}"/> has returned the frame already.
/// </remarks>
internal abstract class BuiltInProxy(AioProxyTarget target) : AioProxy(target)
{
    /// <summary>Reads an answer without a value.</summary>
    protected static readonly ReadResult<bool> ReadNothing = static (ref PayloadReader from, ManagerClient client) => true;

    /// <summary>Reads the answer of members that say whether.</summary>
    protected static readonly ReadResult<bool> ReadWhether = static (ref PayloadReader from, ManagerClient client) => from.ReadBool();

    protected PayloadWriter Begin(int member) => Client.BeginCall(Target.Id, member);

    /// <summary>Appends a value that the manager keeps as bytes; there, <see cref="HostedPayload"/> reads it.</summary>
    /// <param name="frame">What <see cref="Begin"/> gave. It is returned if the value cannot cross.</param>
    /// <param name="value">Proxies in it stay proxies, and keep their objects alive.</param>
    /// <param name="name">What an error calls it.</param>
    /// <param name="isReadOnce">
    /// Whether one client will read it once, as an item of a queue. Only then may it hold handles on shared memory, which are that reader's.
    /// </param>
    /// <param name="label">What stands in the payload before the value, which is a block of its own then.</param>
    /// <exception cref="AioSerializationException">It cannot cross; nothing is sent.</exception>
    protected void WritePayload<T>(PayloadWriter frame, T value, string name, bool isReadOnce = false, string? label = null)
    {
        try
        {
            if (!Client.Format.IsNative && value is IAioHandle)
            {
                throw new AioSerializationException(
                    $"'{name}' cannot be kept by manager '{Client.Address.Name}': it is a proxy or a handle, which cannot be among the values of strangers. Serve the manager with TrustsClients, or keep its name instead.", name);
            }
            int firstPin = frame.PinCount;
            if (label is null)
                Client.Format.WriteBlock(frame, value, name);
            else
            {
                int at = frame.Reserve();
                frame.WriteString(label);
                Client.Format.WriteBlock(frame, value, name);
                frame.Patch(at, frame.WrittenCount - at - sizeof(int));
            }
            int countAt = frame.Reserve();
            int count = 0;
            for (int i = firstPin; i < frame.PinCount; i++)
            {
                if (frame.PinAt(i) is AioProxyTarget.ReferencePin reference)
                {
                    frame.WriteInt64(reference.Id);
                    count++;
                }
                else if (!isReadOnce)
                {
                    throw new AioSerializationException(
                        $"'{name}' cannot be kept by a manager: it holds a handle on an object in shared memory, which nobody could release. Put in a proxy of a hosted object, or hand the handle on by a queue.", name);
                }
            }
            frame.Patch(countAt, count);
        }
        catch
        {
            frame.Return();
            throw;
        }
    }

    /// <summary>Reads what <see cref="HostedPayload.Write"/> wrote. False when it is none.</summary>
    /// <param name="from">The answer.</param>
    /// <param name="client">The manager.</param>
    /// <param name="value">The value.</param>
    /// <param name="isReadOnce">As it was written.</param>
    protected static bool TryReadPayload<T>(ref PayloadReader from, ManagerClient client, out T value, bool isReadOnce = false)
    {
        int length = from.ReadInt32();
        if (length < 0)
        {
            value = default!;
            return false;
        }
        value = client.Format.ReadBlock<T>(from.ReadBytes(from.CheckCount(length, 1)), isReadOnce);
        return true;
    }

    /// <summary>Sends the frame, and awaits the answer.</summary>
    /// <param name="frame">What <see cref="Begin"/> gave.</param>
    /// <param name="read">A static lambda; it runs on the receiving thread.</param>
    /// <param name="cancellationToken">Cancels the call, unless it is done.</param>
    protected ValueTask<T> SendAsync<T>(PayloadWriter frame, ReadResult<T> read, CancellationToken cancellationToken = default) => SendAsync(frame, read, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The same for at most <paramref name="timeout"/>: the answer is then the default value.</summary>
    protected ValueTask<T> SendAsync<T>(PayloadWriter frame, ReadResult<T> read, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            return Client.Send(frame, read, Target, timeout, cancellationToken).Task;
        frame.Return();
        return ValueTask.FromCanceled<T>(cancellationToken);
    }

    /// <summary>The same without a value.</summary>
    protected ValueTask SendAsync(PayloadWriter frame, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested)
            return Client.Send(frame, ReadNothing, Target, Timeout.InfiniteTimeSpan, cancellationToken).PlainTask;
        frame.Return();
        return ValueTask.FromCanceled(cancellationToken);
    }
}

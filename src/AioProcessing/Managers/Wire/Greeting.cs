using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Who a manager is, told to a client that has shown its key.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="ProcessId">Where it runs.</param>
/// <param name="Session">The client's number.</param>
/// <param name="Own">The socket on which the client is to go on; null = this one.</param>
internal sealed record Welcome(Guid Id, string Name, int ProcessId, int Session, HandleOffer? Own);

/// <summary>The first message of each side after the handshake: that they speak the same protocol, and which form values have.</summary>
internal static class Greeting
{
    private const int Version = 1;
    private const int MaxBytes = 4096;

    private static ReadOnlySpan<byte> Magic => "AioM"u8;

    /// <summary>The client's part.</summary>
    /// <exception cref="AioException">The other side is no manager, of another version, or wants values in another form.</exception>
    public static async Task<Welcome> AskAsync(AioConnection connection, ValueFormat format, TimeSpan patience, CancellationToken cancellationToken)
    {
        await connection.SendBytesAsync(Write(format.Name, static (to, name) => to.WriteString(name)), cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return Read(await connection.ReceiveBytesAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AioTimeoutException($"The other side has shown its key and then said nothing for {patience.TotalSeconds:0} seconds: it may be no manager. See that the address is a manager's.");
        }
    }

    /// <summary>The manager's part. Null when the client was refused, and told why.</summary>
    public static async Task<bool> AnswerAsync(AioConnection connection, ValueFormat format, Welcome welcome, CancellationToken cancellationToken)
    {
        byte[] question = await connection.ReceiveBytesAsync(cancellationToken).ConfigureAwait(false);
        string? refusal = Refuse(question, format, welcome.Name);
        byte[] answer = Write((refusal, welcome), static (to, answer) =>
        {
            to.WriteString(answer.refusal);
            to.WriteGuid(answer.welcome.Id);
            to.WriteString(answer.welcome.Name);
            to.WriteInt32(answer.welcome.ProcessId);
            to.WriteInt32(answer.welcome.Session);
            to.WriteString(answer.welcome.Own?.Address);
            to.WriteGuid(answer.welcome.Own?.Secret ?? default);
        });
        await connection.SendBytesAsync(answer, cancellationToken).ConfigureAwait(false);
        return refusal is null;
    }

    private static string? Refuse(byte[] question, ValueFormat format, string name)
    {
        if (question.Length > MaxBytes)
            return "its first message is no greeting of a client";
        PayloadReader reader = new(question);
        if (!TryReadHead(ref reader, out int version))
            return "its first message is no greeting of a client";
        if (version != Version)
            return $"the client speaks version {version} of the protocol, and manager '{name}' version {Version}. Use one version of AioProcessing on both sides";
        string theirs = reader.ReadString() ?? "";
        return theirs == format.Name ? null : $"the client sends values in the form '{theirs}', and manager '{name}' takes '{format.Name}'. Set the same Serializer and TrustsClients in the options of both sides";
    }

    private static Welcome Read(byte[] answer)
    {
        PayloadReader reader = new(answer);
        if (!TryReadHead(ref reader, out int version) || version != Version)
            throw new AioException("The other side is no manager, or one of another version. See that the address is a manager's, and that both sides use one version of AioProcessing.");
        if (reader.ReadString() is { } refusal)
            throw new AioException($"The manager does not take this client: {refusal}.");
        Welcome welcome = new(reader.ReadGuid(), reader.ReadString() ?? "", reader.ReadInt32(), reader.ReadInt32(), null);
        string? address = reader.ReadString();
        Guid secret = reader.ReadGuid();
        return address is null ? welcome : welcome with { Own = new HandleOffer(welcome.ProcessId, address, secret) };
    }

    private static bool TryReadHead(ref PayloadReader reader, out int version)
    {
        version = 0;
        if (reader.Remaining < Magic.Length + sizeof(int) || !reader.ReadBytes(Magic.Length).SequenceEqual(Magic))
            return false;
        version = reader.ReadInt32();
        return true;
    }

    private static byte[] Write<T>(T content, Action<PayloadWriter, T> write)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteBytes(Magic);
        writer.WriteInt32(Version);
        write(writer, content);
        byte[] bytes = writer.Written.ToArray();
        writer.Return();
        return bytes;
    }
}

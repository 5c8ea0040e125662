using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A value of a client, as the bytes that it sent: a manager keeps it and never looks into it. It keeps the hosted objects alive that it refers to.</summary>
internal sealed class HostedPayload : IEquatable<HostedPayload>
{
    private readonly byte[] _bytes;
    private readonly HostedEntry[] _references;

    private HostedPayload(byte[] bytes, HostedEntry[] references)
    {
        _bytes = bytes;
        _references = references;
    }

    /// <summary>No value, and nothing to release.</summary>
    public static HostedPayload Empty { get; } = new([], []);

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Takes a payload out of a call. <see cref="Release"/> has to follow when nobody keeps it any more.</summary>
    public static HostedPayload Read(ref PayloadReader arguments, ManagerServer server)
    {
        int length = arguments.CheckCount(arguments.ReadInt32(), 1);
        byte[] bytes = arguments.ReadBytes(length).ToArray();
        int count = arguments.CheckCount(arguments.ReadInt32(), sizeof(long));
        if (count == 0)
            return new HostedPayload(bytes, []);
        List<HostedEntry> references = [];
        for (int i = 0; i < count; i++)
        {
            if (server.Find(arguments.ReadInt64()) is { } entry && entry.TryAddReferences(1))
                references.Add(entry);
        }
        return new HostedPayload(bytes, [.. references]);
    }

    /// <summary>Only looks at a payload, such as a key to be found: its bytes, valid during the call.</summary>
    public static ReadOnlySpan<byte> Peek(ref PayloadReader arguments)
    {
        int length = arguments.CheckCount(arguments.ReadInt32(), 1);
        ReadOnlySpan<byte> bytes = arguments.ReadBytes(length);
        int count = arguments.CheckCount(arguments.ReadInt32(), sizeof(long));
        _ = arguments.ReadBytes(count * sizeof(long));
        return bytes;
    }

    /// <summary>Puts a payload, or null, into an answer. What it refers to, the client refers to as well from now on.</summary>
    public static void Write(PayloadWriter to, HostedPayload? payload, Session session)
    {
        if (payload is null)
        {
            to.WriteInt32(-1);
            return;
        }
        foreach (HostedEntry entry in payload._references)
            _ = session.TryReference(entry);
        to.WriteInt32(payload._bytes.Length);
        to.WriteBytes(payload._bytes);
    }

    public void Release()
    {
        foreach (HostedEntry entry in _references)
            entry.DropReferences(1);
    }

    /// <summary>Values are the same if their bytes are.</summary>
    public bool Equals(HostedPayload? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as HostedPayload);

    public override int GetHashCode() => HashOf(_bytes);

    public static int HashOf(ReadOnlySpan<byte> bytes)
    {
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}

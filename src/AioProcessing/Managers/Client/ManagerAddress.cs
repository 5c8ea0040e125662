using System.Net.Security;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>All that a process needs to become a client of a manager.</summary>
internal sealed record ManagerAddress(Guid Id, string Name, int ProcessId, AioAddress At, byte[]? Key, ValueFormat Format, SslClientAuthenticationOptions? Tls)
{
    /// <summary>Tells it to another process of this tree, key included: only those read it.</summary>
    public void Write(PayloadWriter to)
    {
        if (Tls is not null)
            throw new AioSerializationException(
                $"A proxy of manager '{Name}' cannot cross to another process: its link is encrypted by options that cannot cross. Connect to the manager in that process.");
        if (Format is { IsNative: false } and not { Name: "json" })
            throw new AioSerializationException(
                $"A proxy of manager '{Name}' cannot cross to another process: its link uses a serialiser of its own. Connect to the manager in that process.");
        to.WriteGuid(Id);
        to.WriteString(Name);
        to.WriteInt32(ProcessId);
        to.WriteString(At.IsTcp ? At.Host : At.Path);
        to.WriteInt32(At.IsTcp ? At.Port : -1);
        to.WriteBool(Key is not null);
        to.WriteBlock(Key);
        to.WriteBool(Format.IsNative);
    }

    public static ManagerAddress Read(ref PayloadReader from)
    {
        Guid id = from.ReadGuid();
        string name = from.ReadString() ?? "";
        int processId = from.ReadInt32();
        string host = from.ReadString() ?? "";
        int port = from.ReadInt32();
        bool hasKey = from.ReadBool();
        byte[] key = from.ReadBlock().ToArray();
        return new ManagerAddress(id, name, processId, port < 0 ? AioAddress.Unix(host) : AioAddress.Tcp(host, port), hasKey ? key : null,
            from.ReadBool() ? ValueFormat.Native : ValueFormat.Json, Tls: null);
    }
}

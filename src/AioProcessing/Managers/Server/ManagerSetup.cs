using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>What a manager's process is told at its start.</summary>
internal sealed class ManagerSetup : IAioHandle
{
    public required string Name { get; set; }

    /// <summary>A Unix domain socket, in a directory that its starter made and will delete: a process that is killed cannot.</summary>
    public required string Path { get; set; }

    public required byte[] Key { get; set; }

    public required int MaxMessageBytes { get; set; }

    public required TimeSpan HandshakeTimeout { get; set; }

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        writer.WriteString(Name);
        writer.WriteString(Path);
        writer.WriteBlock(Key);
        writer.WriteInt32(MaxMessageBytes);
        writer.WriteInt64(HandshakeTimeout.Ticks);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        Name = reader.ReadString() ?? "";
        Path = reader.ReadString() ?? "";
        Key = reader.ReadBlock().ToArray();
        MaxMessageBytes = reader.ReadInt32();
        HandshakeTimeout = TimeSpan.FromTicks(reader.ReadInt64());
    }
}

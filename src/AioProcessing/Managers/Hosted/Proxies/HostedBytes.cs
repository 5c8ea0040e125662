using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A value as the bytes that a manager keeps, for a client that changes it if it is still the same.</summary>
internal static class HostedBytes
{
    /// <returns>Null when there is none.</returns>
    public static byte[]? Read(ref PayloadReader from, ManagerClient client)
    {
        int length = from.ReadInt32();
        return length < 0 ? null : from.ReadBytes(length).ToArray();
    }

    public static T Decode<T>(byte[] bytes, ManagerClient client) => client.Format.ReadBlock<T>(bytes, takesPins: false);

    /// <summary>As something to compare with: what it refers to is the manager's already.</summary>
    public static void Write(PayloadWriter call, byte[] bytes)
    {
        call.WriteInt32(bytes.Length);
        call.WriteBytes(bytes);
        call.WriteInt32(0);
    }
}

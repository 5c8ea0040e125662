using AioProcessing.Core;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>A job on the wire: one if a cancellation may follow, else zero; what the child is; its descriptor of the shared memory; the job.</summary>
internal static class JobMessage
{
    public static void Write(PayloadWriter message, MessageKind kind, Job job, ChildProfile profile, int sharedMemory)
    {
        Message.Begin(message, kind);
        int listens = message.Reserve();
        profile.Write(message);
        message.WriteInt32(sharedMemory < 0 ? -1 : ProcessLauncher.SharedDescriptor);
        job.Write(message);
        message.Patch(listens, message.LiveTokens.Count > 0 ? 1 : 0);
        Message.Complete(message);
    }

    /// <summary>True when a cancellation may follow.</summary>
    public static bool Listens(byte[] payload) => BitConverter.ToInt32(payload, 0) != 0;

    /// <summary>What follows that.</summary>
    public static PayloadReader Open(byte[] payload, CancellationToken cancellation) =>
        new(new ReadOnlySpan<byte>(payload, sizeof(int), payload.Length - sizeof(int))) { Cancellation = cancellation };

    /// <summary>The first part: makes this process what the parent says it is.</summary>
    public static ChildProfile ReadProfile(ref PayloadReader reader)
    {
        ChildProfile profile = ChildProfile.Read(ref reader);
        InheritedArena.Descriptor = reader.ReadInt32();
        return profile;
    }
}

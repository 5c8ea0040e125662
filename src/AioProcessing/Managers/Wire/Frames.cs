using System.Buffers.Binary;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>The form of a frame: its length as everywhere in <c>Connections</c>, its kind, the number of its call, and what belongs to the kind.</summary>
internal static class Frames
{
    private const int KindAt = FrameHead.ShortSize;
    private const int CallAt = KindAt + 1;
    private const int BodyAt = CallAt + sizeof(int);

    /// <summary>Bytes of a frame, without its length, before its body.</summary>
    public const int HeadBytes = BodyAt - KindAt;

    public static PayloadWriter Begin(ClientFrame kind, int call = 0) => Begin((byte)kind, call);

    public static PayloadWriter Begin(ServerFrame kind, int call = 0) => Begin((byte)kind, call);

    /// <summary>The number of a call is known last.</summary>
    public static void SetCall(PayloadWriter frame, int call) => frame.Patch(CallAt, call);

    public static void SetKind(PayloadWriter frame, ServerFrame kind) => frame.WrittenSpan()[KindAt] = (byte)kind;

    /// <summary>Forgets the body, and makes it a frame of another kind.</summary>
    public static void Restart(PayloadWriter frame, ServerFrame kind)
    {
        frame.ReleasePins();
        frame.Truncate(BodyAt);
        frame.Graph.Reset();
        SetKind(frame, kind);
    }

    /// <summary>Fills in the length. The frame can be sent.</summary>
    public static void Seal(PayloadWriter frame) =>
        BinaryPrimitives.WriteInt32BigEndian(frame.WrittenSpan(), frame.WrittenCount - FrameHead.ShortSize);

    private static PayloadWriter Begin(byte kind, int call)
    {
        PayloadWriter frame = PayloadWriter.Rent();
        Span<byte> head = frame.GetSpan(BodyAt);
        head[KindAt] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[CallAt..], call);
        frame.Advance(BodyAt);
        return frame;
    }
}

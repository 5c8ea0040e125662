using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>What a pool and a guest of its say to each other. A guest is a process that uses a pool of another one.</summary>
/// <remarks><code>
/// at the door   Hello     kind 1, the guest's pid 4, its start time 8, the pipe for its requests, the pipe for the replies
/// requests      Function  kind 1, id 4, listens 1, shared 1, name, the function
///               Call      kind 1, call 8, function 4, has one item 1, time limit 8, grace 8, retries 4
///               Work      as to a worker; in place of the epoch the call, and the items' indices for their numbers
///               Stop      kind 1, call 8, kills 1
///               End       kind 1, call 8
///               Resize    kind 1, workers 4
///               Ask       kind 1, number 8
/// replies       Results   kind 1, 3 unused, workers 4, call 8, ticks per item 8; then records as from a worker
///               Begun     kind 1, call 8
///               Aborted   kind 1, call 8, the error
///               Started   kind 1, failed 1, the error if so
///               Closed    kind 1
///               Told      kind 1, the question's number 8, the pool at that moment
/// </code>
/// Who has nothing more to say completes his pipe. Of a process that has died, the other completes it.
/// </remarks>
internal enum GuestMessage : byte
{
    Hello = 1,
    Function,
    Work, // PoolMessage.Work, so that it may have the same head.
    Call,
    Stop,
    End,
    Resize,
    Ask,
    Results,
    Begun,
    Aborted,
    Started,
    Closed,
    Told,
}

/// <summary>The head of a Results message to a guest.</summary>
internal readonly record struct GuestResultsHead(int Workers, long Call, double AverageTicks)
{
    public const int Bytes = 24;

    public static GuestResultsHead Read(ReadOnlySpan<byte> from) => new(BitConverter.ToInt32(from[4..]), BitConverter.ToInt64(from[8..]), BitConverter.ToDouble(from[16..]));

    public void Write(Span<byte> to)
    {
        to[0] = (byte)GuestMessage.Results;
        BitConverter.TryWriteBytes(to[4..], Workers);
        BitConverter.TryWriteBytes(to[8..], Call);
        BitConverter.TryWriteBytes(to[16..], AverageTicks);
    }
}

/// <summary>A call as its guest announces it.</summary>
internal readonly record struct CallOrder(long Call, int Function, bool IsSingle, CallLimits Limits)
{
    public void Write(PayloadWriter to)
    {
        to.WriteByte((byte)GuestMessage.Call);
        to.WriteInt64(Call);
        to.WriteInt32(Function);
        to.WriteBool(IsSingle);
        to.WriteInt64(Limits.TimeoutMilliseconds);
        to.WriteInt64(Limits.GraceMilliseconds);
        to.WriteInt32(Limits.Retries);
    }

    /// <summary>Reads what follows the kind.</summary>
    public static CallOrder Read(ref PayloadReader from) =>
        new(from.ReadInt64(), from.ReadInt32(), from.ReadBool(), new CallLimits(from.ReadInt64(), from.ReadInt64(), from.ReadInt32()));
}

/// <summary>How a guest announces itself.</summary>
internal readonly record struct Greeting(ProcessIdentity Guest, BytePipe Requests, BytePipe Replies)
{
    public void Write(PayloadWriter to)
    {
        to.WriteByte((byte)GuestMessage.Hello);
        to.WriteInt32(Guest.Pid);
        to.WriteInt64(Guest.StartTime);
        Requests.WriteReference(to);
        Replies.WriteReference(to);
    }

    /// <summary>Reads what follows the kind.</summary>
    public static Greeting Read(ref PayloadReader from)
    {
        var guest = new ProcessIdentity(from.ReadInt32(), from.ReadInt64());
        var requests = (BytePipe)Reflect.Allocate(typeof(BytePipe));
        requests.ReadReference(ref from);
        var replies = (BytePipe)Reflect.Allocate(typeof(BytePipe));
        replies.ReadReference(ref from);
        return new Greeting(guest, requests, replies);
    }
}

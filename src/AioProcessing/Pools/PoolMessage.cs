using System.Buffers.Binary;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>What a pool and its workers say to each other. All numbers in the machine's byte order.</summary>
/// <remarks><code>
/// to the worker    Function  kind 1, id 4, the function
///                  Forget    kind 1, id 4
///                  Work      kind 1, listens 1, 2 unused, function 4, epoch 8, first item's number 8, count 4; then for each item length 4, the argument
///                  Quit      kind 1
///                  Enlist    kind 1; the first one that a spare worker gets
/// to the pool      Ready     kind 1; from a spare worker when it waits, and once more when it was enlisted and has initialised itself
///                  Results   kind 1, 3 unused, items 4, ticks at work 8, bytes of memory 8; then for each item number 8, outcome 1, length 4, the result
/// </code></remarks>
internal enum PoolMessage : byte
{
    Function = 1,
    Forget,
    Work,
    Quit,
    Ready,
    Results,
    Enlist,
}

/// <summary>What became of an item in the worker.</summary>
internal enum WorkOutcome : byte
{
    Value,
    Fault,
    Canceled,

    /// <summary>Did not come to its end in a worker; said by a pool to its guests only.</summary>
    Failure,
}

/// <summary>The head of a Work message.</summary>
internal readonly record struct WorkHead(int Function, bool Listens, ulong Epoch, long First, int Count)
{
    public const int Bytes = 28;

    public static WorkHead Read(ReadOnlySpan<byte> from) => new(
        BitConverter.ToInt32(from[4..]), from[1] != 0, BitConverter.ToUInt64(from[8..]), BitConverter.ToInt64(from[16..]), BitConverter.ToInt32(from[24..]));

    public void Write(Span<byte> to)
    {
        to[0] = (byte)PoolMessage.Work;
        to[1] = Listens ? (byte)1 : (byte)0;
        BitConverter.TryWriteBytes(to[4..], Function);
        BitConverter.TryWriteBytes(to[8..], Epoch);
        BitConverter.TryWriteBytes(to[16..], First);
        BitConverter.TryWriteBytes(to[24..], Count);
    }
}

/// <summary>The head of a Results message, and the records behind it.</summary>
internal readonly record struct ResultsHead(int Items, long BusyTicks, long MemoryBytes)
{
    public const int Bytes = 24;
    public const int RecordHeadBytes = 13;

    public static ResultsHead Read(ReadOnlySpan<byte> from) =>
        new(BitConverter.ToInt32(from[4..]), BitConverter.ToInt64(from[8..]), BitConverter.ToInt64(from[16..]));

    public void Write(Span<byte> to)
    {
        to[0] = (byte)PoolMessage.Results;
        BitConverter.TryWriteBytes(to[4..], Items);
        BitConverter.TryWriteBytes(to[8..], BusyTicks);
        BitConverter.TryWriteBytes(to[16..], MemoryBytes);
    }

    /// <summary>Appends a record whose result <paramref name="result"/> holds.</summary>
    public static void WriteRecord(PayloadWriter to, long number, WorkOutcome outcome, ReadOnlySpan<byte> result)
    {
        Span<byte> head = to.GetSpan(RecordHeadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(head, number);
        head[8] = (byte)outcome;
        BinaryPrimitives.WriteInt32LittleEndian(head[9..], result.Length);
        to.Advance(RecordHeadBytes);
        to.WriteBytes(result);
    }

    /// <summary>The record at <paramref name="at"/>, which then is the place of the next one. False at the end.</summary>
    public static bool TryReadRecord(ReadOnlySpan<byte> records, ref int at, out long number, out WorkOutcome outcome, out Range result)
    {
        number = 0;
        outcome = default;
        result = default;
        if (at + RecordHeadBytes > records.Length)
            return false;
        number = BitConverter.ToInt64(records[at..]);
        outcome = (WorkOutcome)records[at + 8];
        int start = at + RecordHeadBytes;
        at = start + BitConverter.ToInt32(records[(at + 9)..]);
        result = start..at;
        return true;
    }
}

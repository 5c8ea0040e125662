using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>One producer, one consumer, fixed slots, no sleeping, no crash safety: the least that a queue can do with a copy in and a copy out.</summary>
internal sealed unsafe class SpinRing(int messageBytes) : RawPair
{
    private const long RingBytes = 1 << 20;
    private readonly long _slots = RingBytes / messageBytes;
    private readonly byte[] _message = new byte[messageBytes];
    private long _position;

    private long* Tail => (long*)Word(0);

    private long* Head => (long*)Word(1);

    private byte* Slots => Data + 4096;

    protected override double Lead(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        long position = _position;
        long end = position + operations;
        long head = Volatile.Read(ref *Head);
        for (; position < end; position++)
        {
            for (int spins = 1; position - head >= _slots; spins++)
            {
                head = Volatile.Read(ref *Head);
                GiveWay(spins);
            }
            _message.CopyTo(Slot(position));
            Volatile.Write(ref *Tail, position + 1);
        }
        for (int spins = 1; Volatile.Read(ref *Head) != end; spins++)
            GiveWay(spins);
        _position = end;
        return Time.PerOperation(start, operations);
    }

    protected override void Follow(int operations)
    {
        long position = _position;
        long end = position + operations;
        long tail = Volatile.Read(ref *Tail);
        for (; position < end; position++)
        {
            for (int spins = 1; position >= tail; spins++)
            {
                tail = Volatile.Read(ref *Tail);
                GiveWay(spins);
            }
            Slot(position).CopyTo(_message);
            Volatile.Write(ref *Head, position + 1);
        }
        _position = end;
    }

    private Span<byte> Slot(long position) => new(Slots + position % _slots * messageBytes, messageBytes);
}

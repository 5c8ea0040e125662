using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a piece of memory in the arena: bytes that are the users' own, in the header where they fit, else in a block.</summary>
internal sealed unsafe class SharedBytes : SharedObject
{
    private SharedBytes(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Memory)
    {
        var block = new BlockId(Header->Block);
        Start = block.IsNone ? SmallOf(Header) : participant.Arena.Block(block);
    }

    /// <summary>The first byte; at least 16-byte aligned.</summary>
    public byte* Start { get; }

    public long SizeBytes => (long)Header->Settings;

    public static SharedBytes Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    /// <summary>Gives a new object zeroed bytes, all of them in memory.</summary>
    public static void Prepare(Participant participant, ObjectHeader* header, long sizeBytes)
    {
        header->Settings = (ulong)sizeBytes;
        if (sizeBytes > SmallContent.Bytes)
            header->Block = participant.Blocks.TakeZeroed(sizeBytes, participant.Tag).Bits;
        else
            new Span<byte>(SmallOf(header), SmallContent.Bytes).Clear();
    }

    /// <summary>The first byte of an object that is being made.</summary>
    public static byte* StartOf(Participant participant, ObjectHeader* header)
    {
        var block = new BlockId(header->Block);
        return block.IsNone ? SmallOf(header) : participant.Arena.Block(block);
    }

    public override void Wake()
    {
        // Nobody waits for bytes.
    }

    public override void Close()
    {
    }

    private static byte* SmallOf(ObjectHeader* header) => (byte*)Unsafe.AsPointer(ref header->Small);
}

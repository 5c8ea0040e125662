using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <content>A queue that is one direction of a pipe: it is over for its getters when the end that puts is gone, and for its putters when the end that gets is.</content>
internal sealed unsafe partial class SharedQueue
{
    // What a sender may be ahead of its receiver: in small messages, and in large ones.
    private const int PipeBytes = 128 << 10;
    private const int PipeSoftBytes = 32 << 10;
    private const int MaxPipeBlockBytes = 4 << 20;

    private bool WritersAreGone => PipeEndMachine.IsGone(Participant.Arena, _ring.Header->Writers);

    private bool ReadersAreGone => PipeEndMachine.IsGone(Participant.Arena, _ring.Header->Readers);

    /// <summary>Writes the state of one direction of a new pipe, which is bounded by bytes.</summary>
    /// <param name="participant">Who makes it.</param>
    /// <param name="header">Its header.</param>
    /// <param name="writers">The end that puts.</param>
    /// <param name="readers">The end that gets.</param>
    public static void PreparePipe(Participant participant, ObjectHeader* header, ObjectInstance writers, ObjectInstance readers)
    {
        const ulong Units = PipeBytes / 8;
        BlockId block = participant.Blocks.Take(RingHeader.Bytes + PipeBytes, participant.Tag);
        var ring = (RingHeader*)participant.Arena.Block(block);
        *ring = new RingHeader
        {
            DataUnits = Units,
            SoftUnits = PipeSoftBytes / 8,
            MaxBlockBytes = MaxPipeBlockBytes,
            BackedUnits = Units,
            Writers = writers.Bits,
            Readers = readers.Bits,
        };
        header->Block = block.Bits;
    }
}

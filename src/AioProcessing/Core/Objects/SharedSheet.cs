using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>One side of a work sheet: <see cref="ClaimMachine"/>, which nobody waits for, and the records that outlive the worker.</summary>
internal sealed unsafe class SharedSheet : SharedObject
{
    private readonly WorkSheet* _sheet;

    private SharedSheet(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.WorkSheet) =>
        _sheet = (WorkSheet*)participant.Arena.Block(new BlockId(Header->Block));

    public ClaimWord Claim => ClaimMachine.Read(ref _sheet->Claim);

    /// <summary>The records that are whole; for the pool once the worker is dead, and for the worker.</summary>
    public ReadOnlySpan<byte> Committed => Records[..ClaimMachine.ReadCommitted(ref _sheet->Committed)];

    private Span<byte> Records => new((byte*)_sheet + WorkSheet.RecordsOffset, WorkSheet.RecordsBytes);

    public static SharedSheet Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public static void Prepare(Participant participant, ObjectHeader* header)
    {
        BlockId block = participant.Blocks.Take(WorkSheet.Bytes, participant.Tag);
        *(WorkSheet*)participant.Arena.Block(block) = default;
        header->Block = block.Bits;
    }

    public bool TryClaim(ulong epoch, ulong number) => ClaimMachine.TryClaim(ref _sheet->Claim, epoch, number);

    public ClaimWord Recall() => ClaimMachine.Recall(ref _sheet->Claim);

    /// <summary>Appends a record behind the first <paramref name="at"/> bytes. False when it does not fit.</summary>
    public bool TryAppend(int at, ReadOnlySpan<byte> record)
    {
        if (at + record.Length > WorkSheet.RecordsBytes)
            return false;
        record.CopyTo(Records[at..]);
        ClaimMachine.Commit(ref _sheet->Committed, at + record.Length);
        return true;
    }

    /// <summary>The records were delivered.</summary>
    public void Clear() => ClaimMachine.Commit(ref _sheet->Committed, 0);

    public override void Wake()
    {
    }

    public override void Close()
    {
    }
}

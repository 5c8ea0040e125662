using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a reader-writer lock: a reader takes one permit of <see cref="PermitMachine"/>, a writer takes all.</summary>
/// <remarks>
/// A writer that has to wait says so in the state, and no new reader comes in before it; when it is done, everybody who waits is told, and the readers
/// among them come in before the next writer has said so. So neither starves the other.
/// </remarks>
internal sealed unsafe class SharedReaderWriterLock : SharedObject
{
    private const int All = PermitMachine.MaxPermits;

    private readonly ProcessWords _words;
    private readonly Waits _waits;

    private SharedReaderWriterLock(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.ReaderWriterLock)
    {
        _words = ProcessWords.Of(participant.Arena, Header);
        _waits = new Waits(this);
    }

    public WaitChannel<AccessRequest, AccessGrant> Channel => _waits;

    public int Readers => State.Free is var free && free == 0 ? 0 : All - free;

    public bool HasWriter => State.Free == 0;

    private PermitWord State => PermitMachine.Read(ref Header->State);

    private Arena Arena => Participant.Arena;

    public static SharedReaderWriterLock Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public static void Prepare(Participant participant, ObjectHeader* header)
    {
        header->State = PermitWord.New(All).Bits;
        ProcessWords.Prepare(participant, header);
    }

    /// <summary>Gives back what a dead process held, and forgets that writers wait: those that live say so again when they are rung.</summary>
    public static void Repair(Arena arena, ObjectHeader* header, ProcessTag dead)
    {
        PermitMachine.Repair(ref header->State, ProcessWords.Of(arena, header), arena, dead, All, abandonedFrom: All);
        PermitMachine.SetFlag(ref header->State, PermitWord.WriterWaitsBit, false);
    }

    public bool TryAcquire(bool isWriter, out AccessGrant grant)
    {
        var request = new AccessRequest(isWriter, IsParked: false);
        return _waits.TryTakeNow(ref request, out grant);
    }

    public bool TrySpin(bool isWriter, out AccessGrant grant)
    {
        long deadline = 0;
        var request = new AccessRequest(isWriter, IsParked: false);
        while (_waits.SpinUntilPossible(in request, ref deadline))
        {
            if (!TryAcquire(isWriter, out grant))
                continue;
            _waits.SpinPaid();
            return true;
        }

        grant = default;
        return false;
    }

    /// <summary>False when this process does not hold that access.</summary>
    public bool TryRelease(bool isWriter)
    {
        // The writer has readers' permits too, but is no reader.
        if (!isWriter && HasWriter && Held() == All)
            return false;
        if (!PermitMachine.TryGive(ref Header->State, _words, Arena, Participant.Tag, isWriter ? All : 1, All, mustHold: true))
            return false;
        if (_waits.HasWaiters())
            _waits.NotifyAll();
        return true;
    }

    /// <summary>A writer of this process stopped waiting: readers must not wait for it any more.</summary>
    public void WriterGaveUp()
    {
        if (PermitMachine.SetFlag(ref Header->State, PermitWord.WriterWaitsBit, false))
            _waits.NotifyAll(); // Other writers say so again.
    }

    public override void Wake() => _waits.Wake();

    public override void Close()
    {
        _waits.Fail(new ObjectDisposedException(nameof(AioProcessing) + " reader-writer lock"));
        int held = Held();
        if (held == All)
            PermitMachine.SetFlag(ref Header->State, PermitWord.AbandonedBit, true);
        if (held > 0 && PermitMachine.TryGive(ref Header->State, _words, Arena, Participant.Tag, held, All, mustHold: true))
            _waits.NotifyAll();
    }

    private int Held() => PermitMachine.HeldBy(ref Header->State, _words, Arena, Participant.Tag);

    private sealed class Waits(SharedReaderWriterLock mine) : WaitChannel<AccessRequest, AccessGrant>(mine, &mine.Header->Waiters0)
    {
        protected override bool TryTake(ref AccessRequest request, out AccessGrant result)
        {
            if (!request.IsWriter)
                return TryRead(out result);
            if (TryWrite(out result))
                return true;

            // Said at every failed try, because the writer that comes in first unsays it; and tried again, because it may have left meanwhile.
            return request.IsParked && PermitMachine.SetFlag(ref mine.Header->State, PermitWord.WriterWaitsBit, true) && TryWrite(out result);
        }

        protected override bool MightTake(in AccessRequest request)
        {
            PermitWord state = mine.State;
            return request.IsWriter ? state.Free == All : state.Free > 0 && !state.Has(PermitWord.WriterWaitsBit);
        }

        protected override bool HasMore() => mine.State.Free > 0;

        private bool TryRead(out AccessGrant result)
        {
            result = default;
            if (mine.State.Has(PermitWord.WriterWaitsBit) || !Take(1))
                return false;
            result = new AccessGrant(true, mine.State.Has(PermitWord.AbandonedBit));
            return true;
        }

        private bool TryWrite(out AccessGrant result)
        {
            result = default;
            if (!Take(All))
                return false;
            PermitMachine.SetFlag(ref mine.Header->State, PermitWord.WriterWaitsBit, false);
            result = new AccessGrant(true, PermitMachine.SetFlag(ref mine.Header->State, PermitWord.AbandonedBit, false));
            return true;
        }

        private bool Take(int permits) => PermitMachine.TryTake(ref mine.Header->State, mine._words, Me.Arena, Me.Tag, permits);
    }
}

/// <summary>A wish to read or write, of somebody who only tries, or who waits.</summary>
internal readonly record struct AccessRequest(bool IsWriter, bool IsParked);

/// <summary>An access to what a reader-writer lock protects; the default means none.</summary>
internal readonly record struct AccessGrant(bool IsGranted, bool WasAbandoned);

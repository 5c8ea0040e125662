using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a semaphore: <see cref="PermitMachine"/> with waiting.</summary>
internal sealed unsafe class SharedSemaphore : SharedObject
{
    private readonly ProcessWords _words;
    private readonly SemaphoreSettings _settings;
    private readonly Waits _waits;

    private SharedSemaphore(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Semaphore)
    {
        _words = ProcessWords.Of(participant.Arena, Header);
        _settings = new SemaphoreSettings(Header->Settings);
        _waits = new Waits(this);
    }

    public WaitChannel<None, bool> Channel => _waits;

    public int Free => PermitMachine.Read(ref Header->State).Free;

    /// <summary>Permits that this process has taken and not given back; always 0 where permits are not owned.</summary>
    public int Held => PermitMachine.HeldBy(ref Header->State, _words, Participant.Arena, Participant.Tag);

    public SemaphoreSettings Settings => _settings;

    public static SharedSemaphore Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public static void Prepare(Participant participant, ObjectHeader* header, int initial, SemaphoreSettings settings)
    {
        header->State = PermitWord.New(initial).Bits;
        header->Settings = settings.Bits;
        ProcessWords.Prepare(participant, header);
    }

    /// <summary>Gives back what a dead process held. Repeatable.</summary>
    public static void Repair(Arena arena, ObjectHeader* header, ProcessTag dead) =>
        PermitMachine.Repair(ref header->State, ProcessWords.Of(arena, header), arena, dead, new SemaphoreSettings(header->Settings).Limit, abandonedFrom: int.MaxValue);

    public bool TryAcquire(out bool taken)
    {
        None request = default;
        return _waits.TryTakeNow(ref request, out taken);
    }

    public bool TrySpin()
    {
        long deadline = 0;
        while (_waits.SpinUntilPossible(default, ref deadline))
        {
            if (!TryAcquire(out _))
                continue;
            _waits.SpinPaid();
            return true;
        }

        return false;
    }

    /// <summary>False when more would be free than there may be, or when this process does not hold what it must.</summary>
    public bool TryRelease(int permits, bool mustHold)
    {
        if (!PermitMachine.TryGive(ref Header->State, _words, Participant.Arena, Participant.Tag, permits, _settings.Limit, mustHold && _settings.AreOwned))
            return false;
        if (_waits.HasWaiters())
            _waits.NotifyOne();
        return true;
    }

    public override void Wake() => _waits.Wake();

    public override void Close()
    {
        _waits.Fail(new ObjectDisposedException(nameof(AioProcessing) + " semaphore"));

        // No handle is left here that could give them back.
        int held = Held;
        if (held > 0)
            TryRelease(held, mustHold: true);
    }

    private sealed class Waits(SharedSemaphore mine) : WaitChannel<None, bool>(mine, &mine.Header->Waiters0)
    {
        protected override bool TryTake(ref None request, out bool result) =>
            result = PermitMachine.TryTake(ref mine.Header->State, mine._words, Me.Arena, Me.Tag, 1, mine._settings.AreOwned);

        protected override bool MightTake(in None request) => mine.Free > 0;

        // Several may have been given at once: whoever was told passes the rest on.
        protected override bool HasMore() => mine.Free > 0;
    }
}

/// <summary>What a semaphore was made with.</summary>
internal readonly record struct SemaphoreSettings(ulong Bits)
{
    private const ulong OwnedBit = 1ul << 32;

    public SemaphoreSettings(int limit, bool areOwned) : this((uint)limit | (areOwned ? OwnedBit : 0))
    {
    }

    /// <summary>Most permits that may be free.</summary>
    public int Limit => (int)(uint)Bits;

    public bool AreOwned => (Bits & OwnedBit) != 0;
}

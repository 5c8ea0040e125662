using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Os;

namespace AioProcessing.Core;

/// <summary>A process's membership of an arena: its tag, its open objects, its dispatcher, and its part in finding the dead.</summary>
internal sealed unsafe class Participant : IDisposable
{
    private readonly PeerWatch _peers;
    private bool _hasLeft;

    private Participant(Arena arena, Doorbell doorbell, ProcessWatcher watcher, ProcessTag tag)
    {
        Arena = arena;
        Tag = tag;
        Bells = new Bells(arena, doorbell);
        Blocks = new BlockAllocator(arena);
        Held = new HeldItems(this);
        Carried = new CarriedObjects(this);
        Objects = new ObjectTable(this);
        Names = new NameTable(this);
        arena.Backing.MakeRoom = () => Blocks.DiscardFree(tag);
        Reaper = new Reaper(this);
        _peers = new PeerWatch(this, watcher);
        Dispatcher = new Dispatcher(this, doorbell, _peers.Refresh);
    }

    public Arena Arena { get; }

    public ProcessTag Tag { get; }

    public Bells Bells { get; }

    public BlockAllocator Blocks { get; }

    public HeldItems Held { get; }

    public CarriedObjects Carried { get; }

    public ObjectTable Objects { get; }

    public NameTable Names { get; }

    public Reaper Reaper { get; }

    public Dispatcher Dispatcher { get; }

    /// <summary>Who of this process's own threads is in the arena.</summary>
    public Presence Presence { get; } = new();

    /// <summary>Joins the arena as <paramref name="process"/>. The caller starts the dispatcher.</summary>
    /// <exception cref="AioContextException">All places are taken.</exception>
    public static Participant Join(Arena arena, Doorbell doorbell, ProcessWatcher watcher, ProcessIdentity process)
    {
        ProcessTag tag = SlotMachine.Claim(arena, process);
        if (tag.IsNobody)
            throw new AioContextException($"Process {process.Pid} cannot join: all {ArenaLayout.MaxProcesses:N0} places of the context are taken. End some of its processes.");
        var me = new Participant(arena, doorbell, watcher, tag);
        me.ClearTraces();
        me._peers.AnnounceMe();
        SlotMachine.Publish(arena, tag);
        me._peers.Refresh();
        return me;
    }

    /// <summary>Looks at every wait of this process.</summary>
    public void WakeAll()
    {
        for (int bucket = 0; bucket < ObjectTable.Buckets; bucket++)
            WakeBucket(bucket);
    }

    public void WakeBucket(int bucket)
    {
        foreach (SharedObject known in Objects.Bucket(bucket))
            known.Wake();
    }

    /// <summary>Gives back what members left that the system says have ended; for a caller that has just learnt that process <paramref name="pid"/> did.</summary>
    public void ReapEnded(int pid)
    {
        if (!Presence.TryEnter())
            return;
        int high = (int)Atomic.LoadAcquire(ref Arena.Header.HighSlot);
        for (int slot = 0; slot < high; slot++)
        {
            SlotWord word = SlotMachine.Read(Arena, slot);
            if (word.State != SlotState.Free && word.Pid == pid)
                _peers.Check(slot, word);
        }

        Presence.Exit();
    }

    /// <summary>Leaves: what this process still owns is treated as what a dead one left, but in good order and at once.</summary>
    public void Dispose()
    {
        if (_hasLeft)
            return;
        _hasLeft = true;
        _peers.Dispose();
        Presence.Close(Dispatcher.Stop);
        Reaper.Reap(Tag);
    }

    // The last owner of the slot may have left bits behind; only the slot's owner writes them, and from now on that is this process.
    private void ClearTraces()
    {
        int word = Tag.Slot >> 6;
        ulong keep = ~(1ul << (Tag.Slot & 63));
        int high = (int)Atomic.LoadAcquire(ref Arena.Header.HighObject);
        for (int index = 0; index < high; index++)
        {
            ObjectHeader* header = Arena.Object(index);
            ClearBit(ref header->Waiters0[word], keep);
            ClearBit(ref header->Waiters1[word], keep);
            ClearBit(ref header->Openers[word], keep);
        }

        ref ProcessSlot slot = ref Arena.Slot(Tag.Slot);
        for (int group = 0; group < PendingWords.Groups; group++)
            Atomic.StoreRelease(ref slot.Pending[group], 0);
        Atomic.Exchange(ref slot.Doorbell, 0);
    }

    private static void ClearBit(ref ulong word, ulong keep)
    {
        if ((Atomic.LoadAcquire(ref word) & ~keep) != 0)
            Atomic.And(ref word, keep);
    }
}

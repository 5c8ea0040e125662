using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Core;

/// <summary>The objects that this process has handles on, and the search for free headers.</summary>
internal sealed unsafe class ObjectTable(Participant participant)
{
    public const int Buckets = 1024;

    // Of headers in use, before one is taken that never was: a search through all would make each object dearer than the one before. The hint moves on by as
    // many, so that those which were freed in between are found in time.
    private const int MostLooks = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, SharedObject> _open = [];

    // Replaced, never changed, so that the dispatcher reads a bucket without the gate.
    private readonly SharedObject[][] _buckets = NewBuckets();

    private Arena Arena => participant.Arena;

    /// <summary>Makes an object. <paramref name="prepare"/> writes its state and its block before anybody can see it.</summary>
    /// <exception cref="AioContextException">All headers are in use.</exception>
    public T Create<T>(ObjectKind kind, Func<Participant, int, uint, T> open, PrepareHeader? prepare = null)
        where T : SharedObject
    {
        lock (_gate)
        {
            int index = ClaimHeader(out uint generation);
            ObjectHeader* header = Arena.Object(index);
            header->BlockKind = (uint)kind;
            try
            {
                prepare?.Invoke(header, index);
            }
            catch
            {
                AbandonMaking(header, generation);
                throw;
            }

            SetOpener(header, true);
            LifeMachine.Publish(ref header->Life, kind, generation);
            if (header->Block != 0)
                BlockMachine.Attach(ref participant.Blocks.Word(new BlockId(header->Block)), index);
            return Register(open(participant, index, generation));
        }
    }

    /// <summary>Opens an object on which the caller holds a pin.</summary>
    /// <exception cref="AioContextException">The reference is not to a live object of that kind.</exception>
    public T Open<T>(int index, uint generation, ObjectKind kind, Func<Participant, int, uint, T> open)
        where T : SharedObject
    {
        lock (_gate)
        {
            if (FindOpen(index, generation) is T same)
            {
                same.Handles++;
                return same;
            }

            if (!Exists(index))
                throw new AioContextException($"{kind} {index}.{generation} cannot be opened: there has never been such an object here. The reference is damaged, or of another context.");
            var life = new LifeWord(Atomic.LoadAcquire(ref Arena.Object(index)->Life));
            if (!life.IsLive(generation) || life.Kind != kind)
                throw new AioContextException($"{kind} {index}.{generation} cannot be opened: it is gone. Keep a handle in the sending process until the receiver has it.");
            SetOpener(Arena.Object(index), true);
            return Register(open(participant, index, generation));
        }
    }

    /// <summary>Opens an object on which nobody holds a pin. Null when it is gone, or about to be.</summary>
    public T? TryOpenLive<T>(int index, uint generation, Func<Participant, int, uint, T> open)
        where T : SharedObject
    {
        if (!Exists(index))
            return null;
        lock (_gate)
        {
            if (FindOpen(index, generation) is T same)
            {
                same.Handles++;
                return same;
            }

            ObjectHeader* header = Arena.Object(index);
            SetOpener(header, true);
            if (LifeMachine.TryRenew(ref header->Life, generation))
                return Register(open(participant, index, generation));
            SetOpener(header, false);
        }

        TryFree(index); // The bit may have kept the last closer of the header's next object from freeing it.
        return null;
    }

    /// <summary>Another handle of this process on an object that it has open.</summary>
    public void AddHandle(SharedObject known)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(known.IsClosed, known);
            known.Handles++;
        }
    }

    /// <summary>One handle of this process is gone; with its last one the process lets go, and the last process frees the object.</summary>
    public void CloseHandle(SharedObject known)
    {
        lock (_gate)
        {
            if (--known.Handles > 0)
                return;
            _open.Remove(known.Index);
            ref SharedObject[] bucket = ref _buckets[known.Index % Buckets];
            Volatile.Write(ref bucket, Array.FindAll(bucket, other => other != known));
            known.Close();
            known.IsClosed = true;
            SetOpener(known.Header, false);
        }

        TryFree(known.Index);
    }

    /// <summary>Keeps an object alive while a reference to it is on its way.</summary>
    public void Pin(SharedObject known)
    {
        if (!LifeMachine.TryPin(ref known.Header->Life, known.Generation))
            throw new ObjectDisposedException(known.Kind.ToString());
    }

    public void Unpin(int index, uint generation)
    {
        if (Exists(index) && LifeMachine.Unpin(ref Arena.Object(index)->Life, generation))
            TryFree(index);
    }

    /// <summary>Whether anybody has an object besides this process's one handle: another process, or a reference on its way.</summary>
    public bool IsHeldElsewhere(SharedObject known)
    {
        // In the order in which a reference travels, so that none is missed between two looks.
        lock (_gate)
        {
            if (known.Handles > 1)
                return true;
        }

        var life = new LifeWord(Atomic.LoadAcquire(ref known.Header->Life));
        return life.Pins != 0 || participant.Carried.IsCarried(new ObjectInstance(known.Index, life.Generation)) || HasLiveOpener(known.Header, except: participant.Tag.Slot);
    }

    public SharedObject[] Bucket(int bucket) => Volatile.Read(ref _buckets[bucket]);

    /// <summary>Frees an object that has neither live openers nor pins (LifeMachine T5).</summary>
    public void TryFree(int index)
    {
        ObjectHeader* header = Arena.Object(index);
        var life = new LifeWord(Atomic.LoadAcquire(ref header->Life));
        if (life.IsFree || life.IsClaimed || life.Pins != 0 || HasLiveOpener(header) || participant.Carried.IsCarried(new ObjectInstance(index, life.Generation)))
            return;
        if (LifeMachine.TryTakeApart(ref header->Life, life, participant.Tag))
            TakeApart(header, index, life);
    }

    /// <summary>LifeMachine T6. Each step may be repeated by whoever takes the claim over from a dead process.</summary>
    public void TakeApart(ObjectHeader* header, int index, LifeWord life)
    {
        if ((ObjectKind)header->BlockKind == ObjectKind.PipeEnd)
            SharedPipeEnd.Tell(participant, header);
        var block = new BlockId(header->Block);
        ulong[] carried = [];
        if (!block.IsNone && Read(block).IsAttachedTo(index))
        {
            switch ((ObjectKind)header->BlockKind)
            {
                case ObjectKind.Queue:
                    carried = FreeRing(block, index);
                    break;
                case ObjectKind.Memory:
                    participant.Blocks.Free(block, (long)header->Settings);
                    break;
                default:
                    participant.Blocks.Free(block, ProcessWords.Bytes);
                    break;
            }
        }

        if (Atomic.LoadAcquire(ref header->Returned) != 0)
        {
            carried = [.. carried, .. participant.Held.FreeReturned(index)];
            Atomic.StoreRelease(ref header->Returned, 0);
        }

        header->Block = 0;
        header->State = 0;
        header->Settings = 0;
        header->NameHash = 0;
        header->WasCarried = 0;
        LifeMachine.Free(ref header->Life, life.Generation);
        Arena.Header.ObjectHint = (ulong)index;
        participant.Carried.TryFree(carried);
    }

    // Returns what the items referred to.
    private ulong[] FreeRing(BlockId block, int index)
    {
        List<ulong> carried = [];
        var ring = new Ring(Arena, (RingHeader*)Arena.Block(block), index);
        RingMachine.ForEachBlock(ring, (item, length) =>
        {
            if (!Read(item).IsQueuedIn(index))
                return;
            carried.AddRange(participant.Carried.Objects(item));
            participant.Blocks.Free(item, length);
        });
        participant.Blocks.Free(block, RingHeader.Bytes + ((long)ring.Header->DataUnits * 8));
        return [.. carried];
    }

    private BlockWord Read(BlockId block) => BlockMachine.Read(ref participant.Blocks.Word(block));

    // Nobody has seen the object, so nothing is torn; its block is still this process's own.
    private void AbandonMaking(ObjectHeader* header, uint generation)
    {
        var block = new BlockId(header->Block);
        if (!block.IsNone)
            participant.Blocks.Free(block, block.SizeBytes);
        header->Block = 0;
        header->State = 0;
        header->Settings = 0;
        header->NameHash = 0;
        LifeMachine.Free(ref header->Life, generation);
    }

    // A reference may be damaged; beyond the bound there is no memory to look at.
    private bool Exists(int index) => (uint)index < Atomic.LoadAcquire(ref Arena.Header.HighObject);

    private SharedObject? FindOpen(int index, uint generation) =>
        _open.TryGetValue(index, out SharedObject? known) && known.Generation == generation ? known : null;

    private T Register<T>(T made)
        where T : SharedObject
    {
        made.Handles = 1;
        _open[made.Index] = made;
        ref SharedObject[] bucket = ref _buckets[made.Index % Buckets];
        Volatile.Write(ref bucket, [.. bucket, made]);
        return made;
    }

    private int ClaimHeader(out uint generation)
    {
        ref ArenaHeader arena = ref Arena.Header;
        while (true)
        {
            int high = (int)Atomic.LoadAcquire(ref arena.HighObject);
            int hint = (int)Math.Min(arena.ObjectHint, (ulong)high);
            int looks = high < ArenaLayout.MaxObjects ? Math.Min(high, MostLooks) : high;
            for (int step = 0; step <= looks; step++)
            {
                int index = step == looks ? high : (hint + step) % high;
                if (index >= ArenaLayout.MaxObjects)
                    continue;
                if (index == high)
                {
                    // Raised before the claim: a claim beyond the bound would be found by no reaper.
                    Arena.Backing.Object(index);
                    SlotMachine.RaiseHigh(ref arena.HighObject, (ulong)index + 1);
                }

                if (!LifeMachine.TryClaim(ref Arena.Object(index)->Life, participant.Tag, out generation))
                    continue;
                arena.ObjectHint = (ulong)(index == high ? hint + looks : index + 1);
                return index;
            }

            if (high >= ArenaLayout.MaxObjects)
                throw new AioContextException($"No further object can be made: all {ArenaLayout.MaxObjects:N0} of the context are in use. Dispose of those that are no longer needed.");
        }
    }

    private bool HasLiveOpener(ObjectHeader* header, int except = -1)
    {
        int high = (int)Atomic.LoadAcquire(ref Arena.Header.HighSlot);
        for (int slot = 0; slot < high; slot++)
        {
            bool isOpen = (Atomic.LoadAcquire(ref header->Openers[slot >> 6]) & (1ul << (slot & 63))) != 0;
            if (isOpen && slot != except && SlotMachine.Read(Arena, slot).State == SlotState.Alive)
                return true;
        }

        return false;
    }

    private void SetOpener(ObjectHeader* header, bool isOpen)
    {
        int slot = participant.Tag.Slot;
        ulong bit = 1ul << (slot & 63);
        if (isOpen)
            Atomic.Or(ref header->Openers[slot >> 6], bit);
        else
            Atomic.And(ref header->Openers[slot >> 6], ~bit);
    }

    private static SharedObject[][] NewBuckets()
    {
        var buckets = new SharedObject[Buckets][];
        Array.Fill(buckets, []);
        return buckets;
    }
}

/// <summary>Writes the state of an object that nobody can see yet.</summary>
internal unsafe delegate void PrepareHeader(ObjectHeader* header, int index);

using System.Diagnostics.CodeAnalysis;
using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>Where other processes announce themselves to a pool of this one. Made when the pool is first handed to somebody.</summary>
internal sealed class PoolDoor : MessagePump
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<(int Index, uint Generation), WeakReference<AioPool>> s_doors = [];

    private readonly Lock _gate = new();
    private readonly PoolCore _core;
    private readonly List<GuestSeat> _seats = [];
    private bool _isClosed;

    private PoolDoor(PoolCore core, BytePipe pipe) : base(pipe)
    {
        _core = core;
        Reference = PoolReference.To(core, pipe);
    }

    public PoolReference Reference { get; }

    /// <summary>Whether another process has the pool, or a reference to it is on its way.</summary>
    public bool IsKnownElsewhere => Reference.Door.Queue is var queue && queue.Participant.Objects.IsHeldElsewhere(queue);

    public static PoolDoor Open(PoolCore core, AioPool pool)
    {
        var door = new PoolDoor(core, new BytePipe());
        lock (s_gate)
            s_doors.Add(door.Reference.Key, new WeakReference<AioPool>(pool));
        door.Start();
        core.Ended.ContinueWith(static (_, door) => ((PoolDoor)door!).Shut(), door, TaskScheduler.Default);
        return door;
    }

    /// <summary>The pool behind a reference, if it is one of this process.</summary>
    public static bool TryFind(PoolReference reference, [NotNullWhen(true)] out AioPool? pool)
    {
        pool = null;
        lock (s_gate)
            return s_doors.TryGetValue(reference.Key, out WeakReference<AioPool>? known) && known.TryGetTarget(out pool);
    }

    /// <summary>The pool takes no more work.</summary>
    public void Close()
    {
        GuestSeat[] seats;
        lock (_gate)
        {
            _isClosed = true;
            seats = [.. _seats];
        }

        foreach (GuestSeat seat in seats)
            seat.Close();
    }

    public void Left(GuestSeat seat)
    {
        lock (_gate)
            _seats.Remove(seat);
    }

    protected override void Handle(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message[1..]) { TakesPins = true };
        GuestSeat seat;
        try
        {
            seat = new GuestSeat(_core, this, Greeting.Read(ref reader));
        }
        catch (AioException)
        {
            return; // It has left already, and its pipes with it.
        }

        bool isClosed;
        lock (_gate)
        {
            _seats.Add(seat);
            isClosed = _isClosed;
        }

        seat.Open();
        if (isClosed)
            seat.Close();
    }

    protected override void Over()
    {
        GuestSeat[] seats;
        lock (_gate)
            seats = [.. _seats];
        foreach (GuestSeat seat in seats)
            seat.Leave();
    }

    // The pool has ended.
    private void Shut()
    {
        lock (s_gate)
            s_doors.Remove(Reference.Key);
        Reference.Door.Complete();
    }
}

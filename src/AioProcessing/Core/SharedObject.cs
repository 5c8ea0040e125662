using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>This process's side of one object in the arena, shared by all its handles here.</summary>
internal abstract unsafe class SharedObject
{
    protected SharedObject(Participant participant, int index, uint generation, ObjectKind kind)
    {
        Participant = participant;
        Index = index;
        Generation = generation;
        Kind = kind;
        Header = participant.Arena.Object(index);
    }

    public Participant Participant { get; }

    public int Index { get; }

    public uint Generation { get; }

    public ObjectKind Kind { get; }

    public ObjectHeader* Header { get; }

    /// <summary>Handles of this process; guarded by the object table.</summary>
    public int Handles { get; set; }

    /// <summary>Set when the last handle went: the header may belong to another object by now.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Looks at every wait of this process; the dispatcher calls it after a ring.</summary>
    public abstract void Wake();

    /// <summary>Called when the last handle of this process goes: ends its waits, and lets go of what this process holds.</summary>
    public abstract void Close();
}

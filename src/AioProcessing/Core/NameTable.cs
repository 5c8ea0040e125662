using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>Finds an object by its name, or makes it.</summary>
/// <remarks>
/// There is no directory that a death could tear: an object bears its name itself, for as long as it is Live, and looking a name up is looking at all
/// headers. That takes a millisecond for some ten thousand objects, once for each name that a process opens. Callers exclude each other in all
/// processes, so that two do not make the same name; those who close objects, and reapers, are not excluded, and need not be.
/// </remarks>
internal sealed unsafe class NameTable(Participant participant)
{
    /// <exception cref="AioContextException">The name is another kind of object, or was made otherwise; or there is no room.</exception>
    public T OpenOrCreate<T>(ObjectName name, ObjectKind kind, Func<Participant, int, uint, T> open, PrepareHeader? prepare)
        where T : SharedObject
    {
        Arena arena = participant.Arena;
        int high = (int)Atomic.LoadAcquire(ref arena.Header.HighObject);
        for (int index = 0; index < high; index++)
        {
            ObjectHeader* header = arena.Object(index);
            var life = new LifeWord(Atomic.LoadAcquire(ref header->Life));
            if (life.IsFree || life.IsClaimed || Atomic.LoadAcquire(ref header->NameHash) != name.Hash)
                continue;
            if (TryOpen(index, life, name, kind, open) is { } found)
                return found;
        }

        return participant.Objects.Create(kind, open, (header, index) =>
        {
            arena.Backing.Name(index);
            name.WriteTo(ref *arena.Name(index));
            prepare?.Invoke(header, index);
            header->NameHash = name.Hash;
        });
    }

    // Null when the object is not this one, or is just being freed: then the name is free.
    private T? TryOpen<T>(int index, LifeWord life, ObjectName name, ObjectKind kind, Func<Participant, int, uint, T> open)
        where T : SharedObject
    {
        NameRecord* record = participant.Arena.Name(index);
        if (life.Kind == kind && name.Names(in *record) && name.Describes(in *record))
            return participant.Objects.TryOpenLive(index, life.Generation, open);

        // What the record says counts only if it was this object's from beginning to end.
        string label = name.Names(in *record) ? record->ReadLabel() : "";
        bool isLive = new LifeWord(Atomic.LoadAcquire(ref participant.Arena.Object(index)->Life)).IsLive(life.Generation);
        return isLive && label.Length > 0
            ? throw new AioContextException(
                $"'{name.Text}' cannot be opened as {name.Label}: it is {label}. Ask for the same kind, item type and settings everywhere, or take another name.")
            : null;
    }
}

using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Backends;

/// <summary>Where an object is to be made: in which context, and under which name if it has one.</summary>
internal readonly record struct Place(Membership Member, ObjectName? Name = null)
{
    /// <summary>Without a name, in the context of the process tree.</summary>
    public static Place Default => new(SharedMemoryBackend.Home);
}

/// <summary>What is to be made, or opened.</summary>
internal readonly record struct ObjectOrder<T>(ObjectKind Kind, Func<Participant, int, uint, T> Open, PrepareObject? Prepare)
    where T : SharedObject
{
    public unsafe PrepareHeader? PrepareIn(Participant participant)
    {
        PrepareObject? prepare = Prepare;
        return prepare is null ? null : (header, _) => prepare(participant, header);
    }
}

/// <summary>Writes the state of an object that nobody can see yet, taking what it needs from the participant's arena.</summary>
internal unsafe delegate void PrepareObject(Participant participant, ObjectHeader* header);

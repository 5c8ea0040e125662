using AioProcessing.Core;
using AioProcessing.Serialization;

namespace AioProcessing.Backends;

/// <summary>How a reference says in which context its object is: by its name, which the process tree's own has not, and its identity.</summary>
internal static class ContextReference
{
    public static void Write(PayloadWriter writer, Membership member)
    {
        writer.WriteString(member.Name);
        writer.WriteUInt64(member.Identity);
    }

    /// <summary>The membership that the reference is about, with one more use for the caller. Joins a named context on demand, and never makes one.</summary>
    /// <exception cref="AioContextException">The context is gone, or another process tree's own.</exception>
    public static Membership Read(ref PayloadReader reader)
    {
        string? name = reader.ReadString();
        ulong identity = reader.ReadUInt64();
        if (name is not null)
            return ContextRegistry.Open(name, identity);
        return SharedMemoryBackend.Home.Identity == identity
            ? SharedMemoryBackend.Home
            : throw new AioContextException(
                "The object cannot be opened here: it belongs to another process tree. Make it in a context with a name; or, if it is a pipe, with AioPipeTransport.Socket.");
    }
}

/// <summary>As long as a reference may be on its way, this process does not leave its context, which might end with that.</summary>
/// <remarks>A pin that was handed over to the reader is never released here; it ends its use when it is collected.</remarks>
internal sealed class UsePin : IPin
{
    private readonly Membership _member;
    private readonly SharedObject? _target;
    private int _isReleased;

    /// <summary>Made while the caller uses the membership; and has pinned the object, if the reference is to one.</summary>
    public UsePin(Membership member, SharedObject? target = null)
    {
        _ = member.TryUse();
        _member = member;
        _target = target;
    }

    ~UsePin() => EndUse(isFinalizing: true);

    public void Release()
    {
        if (_isReleased == 0 && _target is not null)
            _target.Participant.Objects.Unpin(_target.Index, _target.Generation);
        EndUse(isFinalizing: false);
        GC.SuppressFinalize(this);
    }

    private void EndUse(bool isFinalizing)
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            _member.EndUse(isFinalizing);
    }
}

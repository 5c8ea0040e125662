using System.Diagnostics.CodeAnalysis;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Backends;

/// <summary>One handle of this process on a shared object. Collected or disposed of, it lets go; the last one of all processes frees the object.</summary>
internal sealed class Handle<T> : IDisposable
    where T : SharedObject
{
    private readonly T _target;
    private readonly Membership _member;
    private int _isClosed;

    // Takes over the caller's use of the membership.
    private Handle(Membership member, T target)
    {
        _member = member;
        _target = target;
    }

    ~Handle() => Close(isFinalizing: true);

    /// <summary>The object. A pending wait must keep the handle alive, not only this.</summary>
    /// <exception cref="ObjectDisposedException">The handle was disposed of.</exception>
    public T Target
    {
        get
        {
            if (_isClosed != 0)
                ThrowDisposed();
            return _target;
        }
    }

    /// <summary>Makes an object; or opens it, if it is to have a name that exists.</summary>
    public static Handle<T> Create(Place place, ObjectKind kind, Func<Participant, int, uint, T> open, PrepareObject? prepare = null)
    {
        var order = new ObjectOrder<T>(kind, open, prepare);
        Membership member = place.Member;
        ObjectDisposedException.ThrowIf(!member.TryUse(), typeof(AioContextException));
        try
        {
            return new Handle<T>(member, place.Name is null
                ? member.Participant.Objects.Create(kind, open, order.PrepareIn(member.Participant))
                : member.OpenOrCreate(place.Name, order));
        }
        catch
        {
            member.EndUse();
            throw;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in this or another process.</summary>
    /// <exception cref="AioContextException">The context, or the object, is gone.</exception>
    public static Handle<T> Read(ref PayloadReader reader, ObjectKind kind, Func<Participant, int, uint, T> open)
    {
        Membership member = ContextReference.Read(ref reader);
        try
        {
            return new Handle<T>(member, Open(ref reader, member.Participant.Objects, kind, open));
        }
        catch
        {
            member.EndUse();
            throw;
        }
    }

    /// <summary>Where something that belongs to the object is to be made.</summary>
    public Place Place => new(_member);

    /// <summary>Keeps the memory in which the object lives until <see cref="EndUse"/>, also when this handle is disposed of before.</summary>
    public void Use()
    {
        if (!_member.TryUse())
            ThrowDisposed();
    }

    /// <summary>Ends what <see cref="Use"/> began.</summary>
    public void EndUse() => _member.EndUse();

    /// <summary>One more handle of this process on the same object, with a life of its own.</summary>
    public Handle<T> Another()
    {
        T target = Target;
        Use();
        target.Participant.Objects.AddHandle(target);
        GC.KeepAlive(this);
        return new Handle<T>(_member, target);
    }

    public void Write(PayloadWriter writer)
    {
        T target = Target;
        bool isKept = writer.Keeper == PayloadWriter.SendingProcess || writer.Keeper == target.Participant;
        if (isKept)
            writer.AddPin(new HandlePin(Another()));
        else
            AddPin(writer, target);
        ContextReference.Write(writer, _member);
        writer.WriteInt32(target.Index);
        writer.WriteUInt32(target.Generation);
        writer.WriteBool(isKept);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Close(isFinalizing: false);
        GC.SuppressFinalize(this);
    }

    private static T Open(ref PayloadReader reader, ObjectTable objects, ObjectKind kind, Func<Participant, int, uint, T> open)
    {
        int index = reader.ReadInt32();
        uint generation = reader.ReadUInt32();
        if (reader.ReadBool())
        {
            return objects.TryOpenLive(index, generation, open) is { } live && live.Kind == kind
                ? live
                : throw new AioContextException($"{kind} {index}.{generation} cannot be opened: it is gone, and with it whoever sent the reference.");
        }

        try
        {
            return objects.Open(index, generation, kind, open);
        }
        finally
        {
            if (reader.TakesPins)
                objects.Unpin(index, generation);
        }
    }

    private void Close(bool isFinalizing)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        _target.Participant.Objects.CloseHandle(_target);
        _member.EndUse(isFinalizing);
    }

    // By the name of the type that its user has in hand.
    [DoesNotReturn]
    private static void ThrowDisposed() => throw new ObjectDisposedException(typeof(T).Name switch
    {
        nameof(SharedBytes) => "AioSharedMemory",
        nameof(SharedPipeEnd) => "AioConnection",
        var name => name.Replace("Shared", "Aio", StringComparison.Ordinal),
    });

    private void AddPin(PayloadWriter writer, T target)
    {
        target.Participant.Objects.Pin(target);
        writer.AddPin(_member.Name is null ? new Pin(target) : new UsePin(_member, target));
    }

    // Of this process: if it dies, nothing is left.
    private sealed class HandlePin(Handle<T> handle) : IPin
    {
        public ulong Carried { get; } = ObjectInstance.Of(handle.Target).Bits;

        public void Release() => handle.Dispose();

        public void Sent() => handle.Dispose();
    }

    private sealed class Pin(T target) : IPin
    {
        public void Release() => target.Participant.Objects.Unpin(target.Index, target.Generation);
    }
}

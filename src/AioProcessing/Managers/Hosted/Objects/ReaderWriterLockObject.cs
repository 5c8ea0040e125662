using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A reader-writer lock in its manager: who is in it, and who waits.</summary>
/// <remarks>
/// A writer that waits keeps new readers out; when a writer has left, the readers that waited come in before the next writer. So neither starves the other. Nobody waits while the lock is free for them.
/// </remarks>
internal sealed class ReaderWriterLockObject() : WaitedObject(new Lock())
{
    public const string Kind = "reader-writer lock";

    private readonly WaitLine _waitingReaders = new();
    private readonly WaitLine _waitingWriters = new();
    private readonly ClientHoldings<Access> _readers = new();
    private Access? _writer;
    private bool _isAbandoned;
    private ulong _lastAccess;

    public enum Member
    {
        Acquire,
        Release,
        Readers,
        HasWriter,
    }

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        switch ((Member)member)
        {
            case Member.Acquire:
                Acquire(call, isWriter: arguments.ReadBool(), mayWait: arguments.ReadBool(), ref answers);
                break;
            case Member.Release:
                Release(call, isWriter: arguments.ReadBool(), arguments.ReadUInt64(), ref answers);
                break;
            case Member.Readers:
                answers.Add(call, _readers.Count);
                break;
            case Member.HasWriter:
                answers.Add(call, _writer is not null);
                break;
            default:
                throw Unknown(member);
        }
    }

    protected override void Leave(Session session, ref Answers answers)
    {
        // Its readers first: a writer that gives up lets them in.
        _waitingReaders.EndThoseOf(session, Kind, ref answers);
        _waitingWriters.EndThoseOf(session, Kind, ref answers);
        foreach (Access reader in _readers.RemoveAll(session))
            session.TryGiveBack(reader);
        if (_writer is { } writer && writer.Session == session && session.TryGiveBack(writer))
            End(writer, asAbandoned: true, ref answers);
        else
            LetIn(readersFirst: false, ref answers);
    }

    private void Acquire(HostedCall call, bool isWriter, bool mayWait, ref Answers answers)
    {
        if (_writer is null && (isWriter ? _readers.Count : _waitingWriters.Count) == 0)
            Admit(call, isWriter, ref answers);
        else if (mayWait)
            (isWriter ? _waitingWriters : _waitingReaders).Begin(new Request(this, call, isWriter), ref answers);
        else
            answers.Add(call, Grant(call, null));
    }

    private void Release(HostedCall call, bool isWriter, ulong id, ref Answers answers)
    {
        Access? access = isWriter ? _writer : _readers.Find(call.Session, id);
        if (access is null || access.Session != call.Session || (id != 0 && access.Id != id))
        {
            throw new AioException(
                $"The reader-writer lock cannot be left: this client is not in it as a {(isWriter ? "writer" : "reader")}, or has left it already. Release once, in the process that acquired.");
        }

        call.Session.TryGiveBack(access);
        End(access, asAbandoned: false, ref answers);
        answers.Add(call);
    }

    private void End(Access access, bool asAbandoned, ref Answers answers)
    {
        if (access.IsWriter)
        {
            _writer = null;
            _isAbandoned |= asAbandoned;
        }
        else
            _readers.Remove(access);
        LetIn(readersFirst: access.IsWriter, ref answers);
    }

    // Somebody has left, or waits no longer.
    private void LetIn(bool readersFirst, ref Answers answers)
    {
        if (readersFirst)
            LetReadersIn(ref answers);
        while (_writer is null && _readers.Count == 0 && _waitingWriters.TakeFirst<Request>() is { } next)
            Admit(next.Call, isWriter: true, ref answers);
        if (_waitingWriters.Count == 0)
            LetReadersIn(ref answers);
    }

    private void LetReadersIn(ref Answers answers)
    {
        while (_writer is null && _waitingReaders.TakeFirst<Request>() is { } next)
            Admit(next.Call, isWriter: false, ref answers);
    }

    // A client that has gone is not let in.
    private void Admit(HostedCall call, bool isWriter, ref Answers answers)
    {
        var access = new Access(this, call.Session, ++_lastAccess, isWriter, _isAbandoned);
        if (!call.Session.TryHold(access))
        {
            answers.AddCancel(call);
            return;
        }

        if (isWriter)
        {
            _writer = access;
            _isAbandoned = false;
        }
        else
            _readers.Add(access);
        answers.AddHeld(call, Grant(call, access), access);
    }

    private static PayloadWriter Grant(HostedCall call, Access? access)
    {
        PayloadWriter frame = call.BeginReturn();
        frame.WriteUInt64(access?.Id ?? 0);
        frame.WriteBool(access?.WasAbandoned ?? false);
        return frame;
    }

    private bool IsIn(Access access) => access.IsWriter ? _writer == access : _readers.Find(access.Session, access.Id) is not null;

    private sealed class Request(ReaderWriterLockObject owner, HostedCall call, bool isWriter) : Waiting(call, owner.Gate)
    {
        public override void GivenUp(ref Answers answers)
        {
            if (isWriter)
                owner.LetIn(readersFirst: false, ref answers);
        }
    }

    /// <summary>A client's presence in the lock.</summary>
    private sealed class Access(ReaderWriterLockObject owner, Session session, ulong id, bool isWriter, bool wasAbandoned) : INumberedHolding, IReceipt
    {
        public Session Session => session;

        public ulong Id => id;

        public bool IsWriter => isWriter;

        public bool WasAbandoned => wasAbandoned;

        public void Abandoned() => owner.Change(this, static (Access self, ref Answers answers) => self.Leave(asAbandoned: true, ref answers));

        // What it was told about the writer before it, the next one is told. Of a client that has gone it is no holding any more, and Abandoned comes next.
        public void Undo() => owner.Change(this, static (Access self, ref Answers answers) =>
        {
            if (self.Session.TryGiveBack(self))
                self.Leave(self.WasAbandoned, ref answers);
        });

        private void Leave(bool asAbandoned, ref Answers answers)
        {
            if (owner.IsIn(this))
                owner.End(this, asAbandoned, ref answers);
        }
    }
}

using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A reader-writer lock in its manager: who is in it, and who waits.</summary>
/// <remarks>First come, first served, whichever client it is: a writer that waits keeps out whoever comes later, and readers that stand one behind the other come in together. So neither starves.</remarks>
internal sealed class ReaderWriterLockObject() : WaitedObject(new Lock())
{
    public const string Kind = "reader-writer lock";

    private readonly WaitLine _line = new();
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
                Access wanted = new(this, call.Session, ++_lastAccess, isWriter: arguments.ReadBool(), hasReleaser: arguments.ReadBool());
                Acquire(call, wanted, mayWait: arguments.ReadBool(), ref answers);
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
        _line.EndThoseOf(session, Kind, ref answers);
        _readers.TakeAll(session);
        if (_writer is { } writer && writer.Session == session)
        {
            session.TryGiveBack(writer);
            _writer = null;
            _isAbandoned = true;
        }

        LetIn(ref answers);
    }

    private void Acquire(HostedCall call, Access wanted, bool mayWait, ref Answers answers)
    {
        if (_line.Count == 0 && IsFreeFor(wanted))
            Admit(call, wanted, ref answers);
        else if (mayWait)
            _line.Begin(new Request(this, call, wanted), ref answers);
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

    // Nothing happens when it has been ended before.
    private void End(Access access, bool asAbandoned, ref Answers answers)
    {
        if (access == _writer)
        {
            _writer = null;
            _isAbandoned |= asAbandoned;
        }
        else if (!_readers.Remove(access))
            return;
        LetIn(ref answers);
    }

    // Somebody has left, or waits no longer.
    private void LetIn(ref Answers answers)
    {
        while (_line.First<Request>() is { } first && IsFreeFor(first.Wanted))
        {
            first.TryLeave();
            Admit(first.Call, first.Wanted, ref answers);
        }
    }

    private bool IsFreeFor(Access wanted) => _writer is null && (!wanted.IsWriter || _readers.Count == 0);

    // A client that has gone is not let in.
    private void Admit(HostedCall call, Access wanted, ref Answers answers)
    {
        if (!call.Session.TryHold(wanted))
        {
            answers.AddCancel(call);
            return;
        }

        wanted.WasAbandoned = _isAbandoned;
        if (wanted.IsWriter)
        {
            _writer = wanted;
            _isAbandoned = false;
        }
        else
            _readers.Add(wanted);
        answers.AddHeld(call, Grant(call, wanted), wanted);
    }

    private static PayloadWriter Grant(HostedCall call, Access? access)
    {
        PayloadWriter frame = call.BeginReturn();
        frame.WriteUInt64(access?.Id ?? 0);
        frame.WriteBool(access?.WasAbandoned ?? false);
        return frame;
    }

    private sealed class Request(ReaderWriterLockObject owner, HostedCall call, Access wanted) : Waiting(call, owner.Gate)
    {
        public Access Wanted => wanted;

        public override void GivenUp(ref Answers answers) => owner.LetIn(ref answers);
    }

    /// <summary>A client's presence in the lock, or its wish for one.</summary>
    private sealed class Access(ReaderWriterLockObject owner, Session session, ulong id, bool isWriter, bool hasReleaser) : INumberedHolding, IReceipt
    {
        public Session Session => session;

        public ulong Id => id;

        public bool HasReleaser => hasReleaser;

        public bool IsWriter => isWriter;

        public bool WasAbandoned { get; set; }

        public void Abandoned() => owner.Change(this, static (Access self, ref Answers answers) => self.End(asAbandoned: true, ref answers));

        // What it was told about the writer before it, the next one is told. Of a client that has gone it is no holding any more, and Abandoned comes next.
        public void Undo() => owner.Change(this, static (Access self, ref Answers answers) =>
        {
            if (self.Session.TryGiveBack(self))
                self.End(self.WasAbandoned, ref answers);
        });

        private void End(bool asAbandoned, ref Answers answers) => owner.End(this, asAbandoned, ref answers);
    }
}

using AioProcessing.Core;
using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>The named contexts of which this process is a member, and the ways in and out.</summary>
internal static class ContextRegistry
{
    // Mappings of contexts that were left stay for a while: a call that raced with the last Dispose may still be looking at one.
    private const int MaxRetired = 4;

    private static readonly TimeSpan s_leavePatience = TimeSpan.FromMilliseconds(100);
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, Lock> s_openings = [];
    private static readonly List<Entry> s_entries = [];
    private static readonly Queue<Arena> s_retired = [];
    private static bool s_knowsExit;

    /// <summary>The membership of the context of that name, with one more use for the caller.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <inheritdoc cref="ContextOpening.Run" path="/exception"/>
    public static Membership OpenOrCreate(string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        ContextName.Check(name);
        TimeLimit.Check(limit);
        cancellationToken.ThrowIfCancellationRequested();
        return Excluded(name, limit, () => Find(entry => entry.Member.Name == name && entry.File.IsLinked) ?? Join(name, create: true, limit, cancellationToken));
    }

    /// <summary>The membership of exactly that context, for a reference to an object in it, with one more use for the caller.</summary>
    /// <inheritdoc cref="ContextOpening.Run" path="/exception"/>
    public static Membership Open(string name, ulong identity) =>
        Find(entry => entry.Member.Identity == identity) ??
        Excluded(name, TimeLimit.ForOpening, () => Find(entry => entry.Member.Identity == identity) ?? JoinOnDemand(name, identity));

    public static bool Delete(string name)
    {
        ContextName.Check(name);
        return Platform.ContextStore.Delete(name);
    }

    public static IReadOnlyList<AioContextInfo> List()
    {
        var found = new List<AioContextInfo>();
        foreach (string name in Platform.ContextStore.List().Where(ContextName.IsValid))
        {
            using ContextFile? file = Platform.ContextStore.Open(name, create: false);
            if (file is not null)
                found.Add(new AioContextInfo(name, file.MemberCount, file.UsedBytes));
        }

        return found;
    }

    private static Membership JoinOnDemand(string name, ulong identity)
    {
        Membership member = Join(name, create: false, TimeLimit.ForOpening, CancellationToken.None);
        if (member.Identity == identity)
        {
            // Whoever gets one reference gets more: this process stays a member until it ends.
            _ = member.TryUse();
            return member;
        }

        member.EndUse();
        throw ContextOpening.Gone(name);
    }

    private static Membership Join(string name, bool create, TimeSpan limit, CancellationToken cancellationToken)
    {
        (Participant participant, ContextFile file) = new ContextOpening(name, create, limit, cancellationToken).Run();
        var entry = new Entry(new Membership(participant, name, file.Lock, limit, Leave), file);
        lock (s_gate)
        {
            s_entries.Add(entry);
            if (!s_knowsExit)
                AppDomain.CurrentDomain.ProcessExit += (_, _) => UnlinkAll();
            s_knowsExit = true;
        }

        return entry.Member;
    }

    private static void Leave(Membership member)
    {
        Entry entry;
        lock (s_gate)
        {
            entry = s_entries.Find(entry => entry.Member == member)!;
            s_entries.Remove(entry);
        }

        ProcessEnded.Ended -= member.Participant.ReapEnded;
        member.Participant.Dispose();
        UnlinkIfLast(entry.File, s_leavePatience);
        entry.File.Leave();
        entry.File.Lock.Exit();
        entry.File.Dispose();
        Retire(member.Participant.Arena);
    }

    private static void Retire(Arena arena)
    {
        Arena? oldest = null;
        lock (s_gate)
        {
            s_retired.Enqueue(arena);
            if (s_retired.Count > MaxRetired)
                oldest = s_retired.Dequeue();
        }

        oldest?.Dispose();
    }

    // Members that end without leaving need not do this: a file without members is nobody's, and the next opener removes it. It only takes memory.
    private static void UnlinkAll()
    {
        lock (s_gate)
        {
            foreach (Entry entry in s_entries)
                UnlinkIfLast(entry.File, TimeSpan.Zero);
        }
    }

    // Keeps the lock if it gets it. If it does not, somebody is probably coming, so this is not the last.
    private static void UnlinkIfLast(ContextFile file, TimeSpan patience)
    {
        if (SpinWait.SpinUntil(file.Lock.TryEnter, patience) && !file.HasOtherMembers)
            file.Unlink();
    }

    private static Membership? Find(Predicate<Entry> isMeant)
    {
        lock (s_gate)
            return s_entries.Find(entry => isMeant(entry) && entry.Member.TryUse())?.Member;
    }

    // Two threads that open the same context become one member.
    private static Membership Excluded(string name, TimeSpan limit, Func<Membership> open)
    {
        Lock? opening;
        lock (s_gate)
        {
            if (!s_openings.TryGetValue(name, out opening))
                s_openings.Add(name, opening = new Lock());
        }

        if (!opening.TryEnter(limit))
            throw new AioTimeoutException($"Context '{name}' cannot be opened: another thread of this process has been opening it for {limit.TotalSeconds:N0} seconds.");
        try
        {
            return open();
        }
        finally
        {
            opening.Exit();
        }
    }

    private sealed record Entry(Membership Member, ContextFile File);
}

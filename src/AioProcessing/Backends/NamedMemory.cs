using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>One opening of a file of memory that has a name of its own, with nothing in it but the user's bytes.</summary>
/// <remarks>
/// As with contexts (<see cref="ContextOpening"/>), what the system keeps true through every death decides: where the name leads, who has the file's lock,
/// and whether it has members. Each opening is one member, also within a process. Who leaves last takes the name from the file. Who is killed
/// leaves, at most, a file without members: nobody opens it, and the next maker of that name, or a sweep, removes it.
/// </remarks>
internal sealed class NamedMemory
{
    // Addresses of mappings that were let go stay valid for a while: somebody may still have a span.
    private const int MaxRetired = 64;

    private static readonly TimeSpan s_leavePatience = TimeSpan.FromMilliseconds(100);
    private static readonly Lock s_gate = new();
    private static readonly HashSet<NamedMemory> s_open = [];
    private static readonly Queue<SharedMapping> s_retired = [];
    private static bool s_knowsExit;
    private static int s_hasSwept;

    private readonly ContextFile _file;
    private int _uses = 1;

    private NamedMemory(string name, ContextFile file, SharedMapping mapping)
    {
        _file = file;
        Name = name;
        Mapping = mapping;
        FileId = file.FileId;
        Path = file.Path;
        lock (s_gate)
        {
            s_open.Add(this);
            if (!s_knowsExit)
                AppDomain.CurrentDomain.ProcessExit += (_, _) => UnlinkAll();
            s_knowsExit = true;
        }
    }

    public string Name { get; }

    public string Path { get; }

    public ulong FileId { get; }

    public SharedMapping Mapping { get; }

    /// <summary>Makes memory of that name, zeroed, with every page allocated.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="AioContextException">Somebody has memory of that name, or there is no room.</exception>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving memory of that name does not get on.</exception>
    public static NamedMemory Create(string name, long sizeBytes)
    {
        ContextName.Check(name, "shared memory");
        if (Interlocked.Exchange(ref s_hasSwept, 1) == 0)
            Orphans.RemoveMemory(); // Each process that makes names removes once what the killed have left.
        while (true)
        {
            ContextFile file = Platform.MemoryStore.Open(name, create: true)!;
            if (Locked(name, file, () => !file.IsLinked ? null : file.HasOtherMembers ? throw Exists(name, file) : MakeOrUnlink(name, file, sizeBytes)) is { } made)
                return made;
        }
    }

    /// <summary>Opens memory of that name that somebody has open.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fileId">Which of that name; null = the one there is.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="AioContextException">There is none.</exception>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving memory of that name does not get on.</exception>
    public static NamedMemory Open(string name, ulong? fileId = null)
    {
        ContextName.Check(name, "shared memory");
        while (true)
        {
            ContextFile file = Platform.MemoryStore.Open(name, create: false) ?? throw Gone(name);
            if (Locked(name, file, () => file.IsLinked ? Join(name, file, fileId) : null) is { } opened)
                return opened;
        }
    }

    public static IReadOnlyList<AioSharedMemoryInfo> List()
    {
        ContextStore store = Platform.MemoryStore;
        var found = new List<AioSharedMemoryInfo>();
        foreach (string name in store.List().Where(ContextName.IsValid))
        {
            using ContextFile? file = store.Open(name, create: false);
            if (file is not null)
                found.Add(new AioSharedMemoryInfo(name, file.LengthBytes, file.MemberCount, file.Path));
        }

        return found;
    }

    /// <summary>One more use by this process. False when it has let go.</summary>
    public bool TryUse()
    {
        for (int seen = Volatile.Read(ref _uses); seen > 0; seen = Volatile.Read(ref _uses))
        {
            if (Interlocked.CompareExchange(ref _uses, seen + 1, seen) == seen)
                return true;
        }

        return false;
    }

    /// <summary>One use less; with the last one this opening is closed. The addresses stay valid for a while, and lead to zeroes.</summary>
    public void EndUse()
    {
        if (Interlocked.Decrement(ref _uses) > 0)
            return;
        lock (s_gate)
            s_open.Remove(this);
        UnlinkIfLast(s_leavePatience);
        _file.Leave();
        _file.Lock.Exit();
        _file.Dispose();
        Retire(Mapping);
    }

    /// <summary>Takes the name from the memory. False when it has none any more.</summary>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving it does not get on.</exception>
    public bool Unlink()
    {
        if (!_file.IsLinked)
            return false;
        Enter(Name, _file);
        bool isLinked = _file.IsLinked;
        if (isLinked)
            _file.Unlink();
        _file.Lock.Exit();
        return isLinked;
    }

    private static NamedMemory? Locked(string name, ContextFile file, Func<NamedMemory?> step)
    {
        NamedMemory? result = null;
        try
        {
            Enter(name, file);
            result = step();
            return result;
        }
        finally
        {
            file.Lock.Exit();
            if (result is null)
                file.Dispose();
        }
    }

    private static void Enter(string name, ContextFile file)
    {
        if (!SpinWait.SpinUntil(file.Lock.TryEnter, TimeLimit.ForOpening))
            throw new AioTimeoutException($"Shared memory '{name}' cannot be used: {Busy.Describe(file.Lock)} has been opening or leaving it for {TimeLimit.ForOpening.TotalSeconds:N0} seconds. If that process is stopped, continue it or end it.");
    }

    private static NamedMemory? MakeOrUnlink(string name, ContextFile file, long sizeBytes)
    {
        if (file.LengthBytes != 0)
        {
            file.Unlink(); // Whoever made it, or half of it, is dead.
            return null;
        }

        file.Enter();
        SharedMapping? mapping = null;
        try
        {
            file.SetLength(sizeBytes);
            mapping = file.Map(sizeBytes);
            if (!mapping.TryAllocate(0, sizeBytes) && (Orphans.RemoveAll().Count == 0 || !mapping.TryAllocate(0, sizeBytes)))
                throw mapping.NoRoom(sizeBytes);
            return new NamedMemory(name, file, mapping);
        }
        catch
        {
            file.Unlink();
            mapping?.Dispose();
            throw;
        }
    }

    private static NamedMemory? Join(string name, ContextFile file, ulong? fileId)
    {
        if (!file.HasOtherMembers)
            file.Unlink();
        if (!file.IsLinked || (fileId is not null && fileId != file.FileId))
            throw Gone(name);
        file.Enter();
        return new NamedMemory(name, file, file.Map(file.LengthBytes));
    }

    private static AioContextException Exists(string name, ContextFile file) => new(
        $"Shared memory '{name}' cannot be made: it exists, with {file.LengthBytes:N0} bytes, and {file.MemberCount} handle(s) of living processes are open on it. Open it, take another name, or unlink it first.");

    private static AioContextException Gone(string name) => new(
        $"Shared memory '{name}' cannot be opened: there is none of that name, or the one that was meant has gone with its last handle or was unlinked. Create it first, and keep it open in one process as long as others may come.");

    // Keeps the lock if it gets it. If it does not, somebody is probably coming, so this is not the last.
    private void UnlinkIfLast(TimeSpan patience)
    {
        if (SpinWait.SpinUntil(_file.Lock.TryEnter, patience) && !_file.HasOtherMembers)
            _file.Unlink();
    }

    private static void UnlinkAll()
    {
        lock (s_gate)
        {
            foreach (NamedMemory open in s_open)
            {
                open.UnlinkIfLast(TimeSpan.Zero);
                open._file.Leave();
                open._file.Lock.Exit();
            }
        }
    }

    private static void Retire(SharedMapping mapping)
    {
        mapping.Retire();
        SharedMapping? oldest = null;
        lock (s_gate)
        {
            s_retired.Enqueue(mapping);
            if (s_retired.Count > MaxRetired)
                oldest = s_retired.Dequeue();
        }

        oldest?.Dispose();
    }
}

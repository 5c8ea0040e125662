namespace AioProcessing.Os;

/// <summary>Memory with names, for contexts or for single pieces of it: a file for each name, private to this user, on this machine.</summary>
internal abstract class ContextStore
{
    /// <summary>Opens the file of that name.</summary>
    /// <returns>Null when there is none, and none is to be made.</returns>
    /// <exception cref="AioContextException">The place for the files, or this file, is not private to this user, or cannot be used.</exception>
    public abstract ContextFile? Open(string name, bool create);

    /// <summary>Takes the name from its file, whoever uses that; they go on with it. False when there is none.</summary>
    public abstract bool Delete(string name);

    /// <summary>The names for which there are files.</summary>
    public abstract IReadOnlyList<string> List();
}

/// <summary>An open file of memory that has a name.</summary>
internal abstract class ContextFile : IDisposable
{
    /// <summary>Held by whoever opens, names or leaves.</summary>
    public abstract SystemLock Lock { get; }

    /// <summary>Where other programs find it.</summary>
    public abstract string Path { get; }

    /// <summary>A number that no other file of this store has, or had since the system started.</summary>
    public abstract ulong FileId { get; }

    /// <summary>Whether the name still leads to this file.</summary>
    public abstract bool IsLinked { get; }

    /// <summary>0 in a file that nobody has begun to use.</summary>
    public abstract long LengthBytes { get; }

    /// <summary>What it takes of the machine's memory.</summary>
    public abstract long UsedBytes { get; }

    /// <summary>Openings of it that are members, as the system counts them: those of the dead do not count.</summary>
    public abstract int MemberCount { get; }

    /// <summary>Whether another opening of it is a member, here or elsewhere.</summary>
    public abstract bool HasOtherMembers { get; }

    /// <summary>From now on this opening counts as a member, until <see cref="Leave"/> or its end, however it comes.</summary>
    public abstract void Enter();

    public abstract void Leave();

    /// <summary>Reads the first bytes without touching a page. The number of bytes read.</summary>
    public abstract int ReadStart(Span<byte> bytes);

    /// <summary>Gives a fresh file its length.</summary>
    public abstract void SetLength(long sizeBytes);

    /// <summary>Maps it. The mapping lives on when this is disposed of.</summary>
    public abstract SharedMapping Map(long sizeBytes);

    /// <summary>Takes the name from the file, as far as it still leads here.</summary>
    public abstract void Unlink();

    public abstract void Dispose();
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Backends;

// ContextOpening: how a process comes to the one arena of a name, whoever dies meanwhile.
//
// Three facts decide, and the system keeps all of them true when a process is killed: whether the name leads to the file that was opened, who holds
// the file's lock, and whether the file has members. What the file contains is looked at only if it has members.
//
//   under the file's lock:
//     the name leads elsewhere by now   → open again
//     members                           → join, if the arena is one that this build knows; else an error, as they are using it
//     no members, no content            → become the first member, make the arena
//     no members, some content          → whoever made it, or half of it, is dead: take the name from the file, open again
//
// So a file is made once, by its first member, and never made anew: nobody who has an old one mapped sees it change under him. A maker that is killed
// at any step leaves content without members. One that is stopped holds the lock: others wait for it, and say so when their time is up.
// Who leaves last takes the name from the file, under the lock.
internal sealed class ContextOpening(string name, bool create, TimeSpan limit, CancellationToken cancellationToken)
{
    private readonly ContextStore _store = Platform.ContextStore;

    /// <summary>Joins the context. The caller owns both results.</summary>
    /// <exception cref="AioContextException">There is none and none is to be made; or it cannot be joined, or made.</exception>
    /// <exception cref="AioTimeoutException">Another process has had the lock for too long.</exception>
    public (Participant Member, ContextFile File) Run()
    {
        while (true)
        {
            ContextFile file = _store.Open(name, create) ?? throw Gone(name);
            if (TryEnter(file) is not { } arena)
            {
                file.Dispose();
                continue;
            }

            try
            {
                return (SharedMemoryBackend.Join(arena), file);
            }
            catch
            {
                file.Dispose();
                arena.Dispose();
                throw;
            }
        }
    }

    public static AioContextException Gone(string name) => new(
        $"Context '{name}' cannot be joined: it does not exist any more. It went with its last process, or was deleted. Keep it open in the process that sends references to its objects.");

    private Arena? TryEnter(ContextFile file)
    {
        bool isOurs = false;
        try
        {
            if (!SpinWait.SpinUntil(() => cancellationToken.IsCancellationRequested || file.Lock.TryEnter(), limit))
                throw new AioTimeoutException($"Context '{name}' cannot be opened: {Busy.Describe(file.Lock)} has been opening or leaving it for {limit.TotalSeconds:N0} seconds. If that process is stopped, continue it or end it.");
            cancellationToken.ThrowIfCancellationRequested();
            Arena? arena = !file.IsLinked ? null : file.HasOtherMembers ? Attach(file) : MakeOrUnlink(file);
            isOurs = true;
            return arena;
        }
        finally
        {
            file.Lock.Exit();
            if (!isOurs)
                file.Dispose();
        }
    }

    private Arena? MakeOrUnlink(ContextFile file)
    {
        if (!create)
            throw Gone(name);
        if (file.LengthBytes == 0)
            return Make(file);
        file.Unlink();
        return null;
    }

    private static Arena Make(ContextFile file)
    {
        file.Enter();
        SharedMapping? mapping = null;
        try
        {
            file.SetLength(ArenaLayout.TotalBytes);
            mapping = file.Map(ArenaLayout.TotalBytes);
            ulong identity = (ulong)Random.Shared.NextInt64() | 1;
            return Arena.Create(mapping, identity, Platform.ProcessWatcher.PidScope);
        }
        catch
        {
            file.Unlink();
            mapping?.Dispose();
            throw;
        }
    }

    private Arena Attach(ContextFile file)
    {
        if (FindFault(file) is { } fault)
        {
            throw new AioContextException(
                $"Context '{name}' cannot be opened: {fault} It has {file.MemberCount} live member(s). End them, or run the same version of AioProcessing everywhere; or call AioContext.Delete(\"{name}\"), then they keep theirs and the next opener makes a new one.");
        }

        file.Enter();
        return Arena.Attach(file.Map(ArenaLayout.TotalBytes));
    }

    private static string? FindFault(ContextFile file)
    {
        var header = default(ArenaHeader);
        if (file.ReadStart(MemoryMarshal.AsBytes(new Span<ArenaHeader>(ref header))) < Unsafe.SizeOf<ArenaHeader>())
            return $"it is damaged: its file has {file.LengthBytes:N0} bytes.";
        if (Arena.FindFault(in header) is { } fault)
            return fault;
        if ((long)header.TotalBytes != ArenaLayout.TotalBytes || file.LengthBytes != ArenaLayout.TotalBytes)
            return $"its size is {header.TotalBytes:N0} of {file.LengthBytes:N0} bytes, this build has {ArenaLayout.TotalBytes:N0}.";
        ulong scope = Platform.ProcessWatcher.PidScope;
        return header.PidScope != scope && header.PidScope != 0 && scope != 0
            ? "its members live in another container, where process ids mean other processes, so their deaths could not be told from here."
            : null;
    }
}

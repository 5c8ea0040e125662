using System.Diagnostics.CodeAnalysis;

namespace AioProcessing.Managers;

/// <summary>Objects that have a name: whoever asks for the name gets the same object. A name keeps its object until it is removed, or the manager ends.</summary>
internal sealed class HostedNames(ManagerServer server)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NamedEntry> _entries = [];

    private sealed record NamedEntry(string Kind, Task<HostedEntry> Made);

    public string[] All
    {
        get
        {
            lock (_gate)
                return [.. _entries.Where(static one => one.Value.Made.IsCompletedSuccessfully).Select(static one => one.Key)];
        }
    }

    /// <summary>The object of that name, made if there is none, with a reference for the client.</summary>
    /// <param name="name">Null = one without a name, always new.</param>
    /// <param name="kind">What the client takes it for; one of another kind is refused.</param>
    /// <param name="session">The client.</param>
    /// <param name="make">Makes it, by code that may be the user's: outside of the lock, while others who ask for the name wait.</param>
    public async ValueTask<HostedEntry> GetOrMakeAsync(string? name, string kind, Session session, Func<HostedEntry> make)
    {
        if (name is null)
            return Give(make(), session);
        TaskCompletionSource<HostedEntry> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        NamedEntry? known;
        lock (_gate)
        {
            if (!_entries.TryGetValue(name, out known))
                _entries[name] = new NamedEntry(kind, mine.Task);
        }
        if (known is not null)
            return known.Kind == kind ? Give(await known.Made.ConfigureAwait(false), session) : throw Mismatch(name, kind, known.Kind);
        try
        {
            HostedEntry made = make();
            _ = made.TryAddReferences(1);
            mine.SetResult(made);
            return Give(made, session);
        }
        catch (Exception exception)
        {
            lock (_gate)
                _entries.Remove(name);
            mine.SetException(exception);
            _ = mine.Task.Exception; // Seen: whoever waits for the name gets it, and that may be nobody.
            throw;
        }
    }

    /// <summary>The object of that name, with a reference for the client.</summary>
    public bool TryGet(string name, string kind, Session session, [NotNullWhen(true)] out HostedEntry? entry)
    {
        NamedEntry? known;
        lock (_gate)
            known = _entries.GetValueOrDefault(name);
        entry = null;
        if (known is not { Made.IsCompletedSuccessfully: true })
            return false;
        if (known.Kind != kind)
            throw Mismatch(name, kind, known.Kind);
        entry = Give(known.Made.Result, session);
        return true;
    }

    /// <summary>Takes the name away. The object stays for those who refer to it.</summary>
    public bool Remove(string name)
    {
        NamedEntry? known;
        lock (_gate)
        {
            if (!_entries.TryGetValue(name, out known) || !known.Made.IsCompletedSuccessfully)
                return false;
            _entries.Remove(name);
        }
        known.Made.Result.DropReferences(1);
        return true;
    }

    private static HostedEntry Give(HostedEntry entry, Session session)
    {
        // Of a client that has gone, the object goes at once.
        if (!session.TryReference(entry))
            entry.DropReferences(0);
        return entry;
    }

    private AioNotHostedException Mismatch(string name, string wanted, string found) =>
        new($"'{name}' of manager '{server.Name}' is {found}, and not {wanted}. Ask for it as what it is, or use another name.");
}

using System.Diagnostics.CodeAnalysis;

namespace AioProcessing.Managers;

/// <summary>A reference on its way from one client to another, by a number that the first one chose.</summary>
internal readonly record struct Ticket(int Session, long Number);

/// <summary>The references that are on their way between clients: a manager keeps the object until the reference has arrived.</summary>
/// <remarks>
/// Deposit and redemption come over different links, in either order. A ticket that is redeemed before its deposit has been read waits for it, or for the
/// end of the depositor's link, after which no deposit can come. The object lives meanwhile, because the depositor's own reference is given back
/// after its deposit. A ticket that is withdrawn (its payload has been read, or dropped) stays for a while, because the reader may be on its way here; and so does,
/// longer, one whose depositor has gone: the payload may lie in a queue.
/// </remarks>
internal sealed class Tickets(ManagerServer server)
{
    private static readonly TimeSpan s_graceOfWithdrawn = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_graceOfOrphans = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Ticket, HostedEntry> _deposits = [];
    private readonly Dictionary<Ticket, List<(Session Session, bool IsLast)>> _early = [];

    /// <summary>Objects that nothing else holds.</summary>
    public int CountOnlyHere()
    {
        lock (_gate)
            return _deposits.Values.GroupBy(static entry => entry).Count(static group => group.Key.References == group.Count());
    }

    public void Deposit(Ticket ticket, HostedEntry? entry)
    {
        List<(Session Session, bool IsLast)>? early;
        lock (_gate)
        {
            _early.Remove(ticket, out early);
            if (entry is not null && !entry.TryAddReferences(1))
                entry = null;
            if (entry is not null)
                _deposits[ticket] = entry;
        }
        foreach ((Session session, bool isLast) in early ?? [])
        {
            session.EndAwait(entry);
            End(ticket, entry, isLast);
        }
    }

    /// <summary>The reference has arrived at that client.</summary>
    public void Redeem(Session session, Ticket ticket, bool isLast)
    {
        HostedEntry? entry;
        lock (_gate)
        {
            if (!_deposits.TryGetValue(ticket, out entry))
            {
                if (!server.IsPresent(ticket.Session))
                    return;
                ListOf(ticket).Add((session, isLast));
                session.AwaitReference();
                return;
            }
        }
        _ = session.TryReference(entry);
        End(ticket, entry, isLast);
    }

    private void End(Ticket ticket, HostedEntry? entry, bool isLast)
    {
        if (!isLast || entry is null)
            return;
        bool wasThere;
        lock (_gate)
            wasThere = _deposits.Remove(ticket);
        if (wasThere)
            entry.DropReferences(1);
    }

    public void Withdraw(Ticket ticket) => DropLater(ticket, s_graceOfWithdrawn);

    /// <summary>The depositor has gone.</summary>
    public void Ended(int session)
    {
        Ticket[] orphans;
        List<Session> inVain = [];
        lock (_gate)
        {
            orphans = [.. _deposits.Keys.Where(ticket => ticket.Session == session)];
            foreach (Ticket ticket in _early.Keys.Where(ticket => ticket.Session == session).ToArray())
            {
                _early.Remove(ticket, out List<(Session Session, bool IsLast)>? waiting);
                inVain.AddRange(waiting!.Select(static one => one.Session));
            }
        }
        foreach (Session waiting in inVain)
            waiting.EndAwait(null);
        foreach (Ticket ticket in orphans)
            DropLater(ticket, s_graceOfOrphans);
    }

    private List<(Session Session, bool IsLast)> ListOf(Ticket ticket)
    {
        if (!_early.TryGetValue(ticket, out List<(Session, bool)>? list))
            _early[ticket] = list = [];
        return list;
    }

    [SuppressMessage("Reliability", "CA2008", Justification = "The delay's own scheduler will do.")]
    private void DropLater(Ticket ticket, TimeSpan grace) => _ = DropAsync(ticket, grace);

    private async Task DropAsync(Ticket ticket, TimeSpan grace)
    {
        await Task.Delay(grace, server.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        HostedEntry? entry;
        lock (_gate)
            _deposits.Remove(ticket, out entry);
        entry?.DropReferences(1);
    }
}

using System.ComponentModel;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>What a proxy stands for: an object of a manager, and this process's reference to it, which ends when nobody has the proxy any more.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AioProxyTarget
{
    /// <summary>Of an object that another process hosts.</summary>
    internal AioProxyTarget(ManagerClient client, long id)
    {
        Client = client;
        Id = id;
    }

    /// <summary>Of an object that this process hosts, only to be written into an answer.</summary>
    internal AioProxyTarget(HostedEntry entry)
    {
        Entry = entry;
        Id = entry.Id;
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the reference back.</summary>
    ~AioProxyTarget() => Release();

    internal ManagerClient? Client { get; private set; }

    internal HostedEntry? Entry { get; }

    internal long Id { get; }

    internal ManagerClient RequireClient() => Client ?? throw new ObjectDisposedException(nameof(AioProxy), "The proxy was released. Get another one from the manager.");

    internal void Dispose()
    {
        GC.SuppressFinalize(this);
        Release();
    }

    // A reference that another process reads first goes under a ticket; one in a message to or from its own manager is counted by that.
    internal void Write(PayloadWriter to)
    {
        if (Entry is not null)
        {
            if (to.Destination is not Session session)
                throw new AioSerializationException("A proxy of an object of this process can only be in an answer to a client.");
            _ = session.TryReference(Entry);
            WriteLocal(to, Entry.Server.Id);
            return;
        }
        ManagerClient client = RequireClient();
        if (to.Destination is ManagerClient toward && toward.Address.Id == client.Address.Id)
        {
            WriteLocal(to, client.Address.Id);
            to.AddPin(new ReferencePin(this));
            return;
        }
        to.WriteBool(true);
        client.Address.Write(to);
        to.WriteInt64(Id);
        Ticket ticket = client.Deposit(Id);
        to.WriteInt32(ticket.Session);
        to.WriteInt64(ticket.Number);
        to.AddPin(new TicketPin(client, ticket));
        GC.KeepAlive(this); // Its release must not overtake the deposit.
    }

    internal static AioProxyTarget Read(ref PayloadReader from, out HostedEntry? atHome)
    {
        atHome = null;
        if (from.ReadBool())
            return ReadTicket(ref from);
        Guid manager = from.ReadGuid();
        long id = from.ReadInt64();
        if (from.Home is ManagerServer server && server.Id == manager)
        {
            atHome = server.Find(id) ?? throw from.Malformed($"object {id} of manager '{server.Name}' is no longer there");
            return new AioProxyTarget(atHome);
        }
        ManagerClient client = ManagerClient.Find(manager) ?? throw from.Malformed("a reference without an address is from a manager that this process does not know");
        return new AioProxyTarget(client, id);
    }

    private void WriteLocal(PayloadWriter to, Guid manager)
    {
        to.WriteBool(false);
        to.WriteGuid(manager);
        to.WriteInt64(Id);
    }

    private static AioProxyTarget ReadTicket(ref PayloadReader from)
    {
        ManagerClient client = ManagerClient.Of(ManagerAddress.Read(ref from));
        long id = from.ReadInt64();
        Ticket ticket = new(from.ReadInt32(), from.ReadInt64());
        client.Redeem(ticket, isLast: from.TakesPins);
        return new AioProxyTarget(client, id);
    }

    private void Release()
    {
        ManagerClient? client = Client;
        Client = null;
        if (client is null)
            return;
        PayloadWriter frame = Frames.Begin(ClientFrame.Release);
        frame.WriteInt64(Id);
        frame.WriteInt64(1);
        client.Post(frame);
    }

    /// <summary>Keeps the reference until the manager has read the call.</summary>
    internal sealed class ReferencePin(AioProxyTarget target) : IPin
    {
        public long Id => target.Id;

        public void Release() => GC.KeepAlive(target);
    }

    private sealed class TicketPin(ManagerClient client, Ticket ticket) : IPin
    {
        public void Release() => client.Withdraw(ticket);
    }
}

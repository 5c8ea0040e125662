using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing.Tests.Managers;

/// <summary>A hosted object of a built-in kind that does with the plumbing what can be done with it: keeps payloads, waits, lends, takes back.</summary>
internal sealed class HostedMailbox : HostedObject
{
    private readonly Lock _gate = new();
    private readonly LinkedList<HostedPayload> _items = new();
    private readonly LinkedList<Getting> _waiting = new();
    private Seat? _seat;

    public static void AddKind() => BuiltInKinds.Add("mailbox", static (ref PayloadReader arguments, ManagerServer server) => new HostedMailbox());

    public int Lost { get; private set; }

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        switch (member)
        {
            case 0:
                Put(HostedPayload.Read(ref arguments, Entry.Server));
                call.Return();
                return null;
            case 1:
                Get(call);
                return null;
            case 2:
                TakeSeat(call);
                return null;
            case 3:
                lock (_gate)
                    call.Return((_items.Count, _waiting.Count, _seat is null ? 0 : 1));
                return null;
            default:
                throw new InvalidOperationException("no such member");
        }
    }

    private void Put(HostedPayload item)
    {
        Getting? next;
        lock (_gate)
        {
            next = _waiting.First?.Value;
            if (next is null)
                _items.AddLast(item);
            else
                _waiting.RemoveFirst();
        }
        next?.Give(item);
    }

    private void Get(HostedCall call)
    {
        Getting getting = new(this, call);
        HostedPayload? item;
        lock (_gate)
        {
            item = _items.First?.Value;
            if (item is not null)
                _items.RemoveFirst();
            else if (call.TryWait(getting))
                _waiting.AddLast(getting);
        }
        if (item is not null)
            getting.Give(item);
    }

    private void TakeSeat(HostedCall call)
    {
        Seat seat = new(this);
        lock (_gate)
        {
            if (_seat is null && call.Session.TryHold(seat))
                _seat = seat;
            call.Return(ReferenceEquals(_seat, seat));
        }
    }

    private sealed class Getting(HostedMailbox box, HostedCall call) : IHostedWait, IReceipt
    {
        private HostedPayload? _item;

        public void Give(HostedPayload item)
        {
            _item = item;
            PayloadWriter frame = call.BeginReturn();
            HostedPayload.Write(frame, item, call.Session);
            call.ReturnHeld(frame, this);
        }

        public void Cancel()
        {
            lock (box._gate)
            {
                if (!box._waiting.Remove(this))
                    return;
            }
            call.Cancel();
        }

        public void Undo()
        {
            box.Lost++;
            box.Put(_item!);
        }

        public void Arrived() => _item!.Release();
    }

    private sealed class Seat(HostedMailbox box) : IHolding
    {
        public void Abandoned()
        {
            lock (box._gate)
                box._seat = null;
        }
    }
}

/// <summary>The same from a client.</summary>
internal sealed class MailboxProxy<T>(AioProxyTarget target) : BuiltInProxy(target)
{
    public static async Task<MailboxProxy<T>> OpenAsync(AioManager manager, string? name = null) => new(await manager.CreateBuiltInAsync("mailbox", name, null, default));

    public ValueTask PutAsync(T item, bool isReadOnce = true)
    {
        PayloadWriter frame = Begin(0);
        WritePayload(frame, item, "item", isReadOnce);
        return SendAsync(frame);
    }

    public ValueTask<(bool HasCome, T Item)> GetAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => SendAsync(
        Begin(1), static (ref PayloadReader from, ManagerClient client) => (TryReadPayload(ref from, client, out T item, isReadOnce: true), item), timeout, cancellationToken);

    public ValueTask<bool> TakeSeatAsync() => SendAsync(Begin(2), ReadWhether);

    public ValueTask<(int Items, int Waiting, int Seats)> CountAsync() => SendAsync(Begin(3), static (ref PayloadReader from, ManagerClient client) => from.ReadRaw<(int, int, int)>());
}

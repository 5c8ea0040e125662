using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A handler of an event of a hosted object: a call that lasts until it is cancelled, and whose items are the events.</summary>
internal sealed class Subscription : PendingCall
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Sequence _sequence = new();
    private readonly AioProxy _sender;
    private readonly Delegate _handler;
    private readonly Action<Delegate, object, AioValueReader> _invoke;
    private readonly ManagerClient _client;
    private volatile bool _hasEnded;

    private Subscription(ManagerClient client, AioProxy sender, Delegate handler, Action<Delegate, object, AioValueReader> invoke)
    {
        _client = client;
        _sender = sender;
        _handler = handler;
        _invoke = invoke;
    }

    /// <summary>Subscribes, and blocks until the manager has: what is raised from then on comes here.</summary>
    public static Subscription Begin(AioProxyTarget target, int member, AioProxy sender, Delegate handler, Action<Delegate, object, AioValueReader> invoke)
    {
        AioOutgoingCall call = new(target, member);
        Subscription subscription = new(call.Client, sender, handler, invoke);
        call.Client.Submit(call.Frame, subscription);
        Connections.Blocking.GiveWay();
        subscription._begun.Task.GetAwaiter().GetResult();
        return subscription;
    }

    public void End()
    {
        _hasEnded = true;
        _client.AskToCancel(this);
    }

    public override bool TakeResult(ref PayloadReader from, ManagerClient client) => false;

    public override bool TakeError(Exception error)
    {
        _begun.TrySetException(error);
        return false;
    }

    public override bool TakeCancellation() => false;

    public override IThreadPoolWorkItem? TakeItem(ref PayloadReader from, ManagerClient client)
    {
        if (_begun.TrySetResult() || _hasEnded)
            return null;
        EventValues values = new(from.ReadBytes(from.Remaining), client);
        return _sequence.Add(() => Invoke(values));
    }

    public override void Execute()
    {
    }

    private void Invoke(EventValues values)
    {
        if (!_hasEnded)
            _invoke(_handler, _sender, values);
    }

    private sealed class EventValues(ReadOnlySpan<byte> bytes, ManagerClient client) : AioValueReader(bytes, client.Format)
    {
        private protected override object? Home => client;
    }
}

using AioProcessing.Core;
using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>This process's membership of one context, kept as long as anything here uses it: a context object, a handle, a reference on its way.</summary>
internal sealed class Membership
{
    private readonly Lock _naming = new();
    private readonly Action<Membership>? _leave;
    private readonly TimeSpan _patience;
    private SystemLock? _names;
    private int _uses = 1;

    /// <param name="participant">The membership of its arena.</param>
    /// <param name="name">The context's; null for the process tree's own, which is never left.</param>
    /// <param name="names">Excludes other processes while a name is looked up; null = one that goes with the arena's memory, made when needed.</param>
    /// <param name="patience">How long another process may take to look a name up.</param>
    /// <param name="leave">Called once, after the last use.</param>
    public Membership(Participant participant, string? name, SystemLock? names, TimeSpan patience, Action<Membership>? leave)
    {
        Participant = participant;
        Name = name;
        _names = names;
        _patience = patience;
        _leave = leave;
    }

    public Participant Participant { get; }

    public string? Name { get; }

    public ulong Identity => Participant.Arena.Header.Identity;

    /// <summary>One more use. False when the last one has gone, and the process is leaving or has left.</summary>
    public bool TryUse()
    {
        if (_leave is null)
            return true;
        for (int seen = Volatile.Read(ref _uses); seen > 0; seen = Volatile.Read(ref _uses))
        {
            if (Interlocked.CompareExchange(ref _uses, seen + 1, seen) == seen)
                return true;
        }

        return false;
    }

    /// <summary>One use less. Leaving takes milliseconds, so a finalizer asks for it to be done elsewhere.</summary>
    public void EndUse(bool isFinalizing = false)
    {
        if (_leave is null || Interlocked.Decrement(ref _uses) > 0)
            return;
        if (isFinalizing)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self._leave!(self), this, preferLocal: false);
        else
            _leave(this);
    }

    /// <summary>Finds an object by name or makes it, as one step among all processes.</summary>
    /// <exception cref="AioContextException">The name is something else, or there is no room.</exception>
    /// <exception cref="AioTimeoutException">Another process has been naming for too long: it must be stopped.</exception>
    public T OpenOrCreate<T>(ObjectName name, ObjectOrder<T> order)
        where T : SharedObject
    {
        if (!_naming.TryEnter(_patience))
            throw NamingIsBusy(name);
        try
        {
            _names ??= Platform.OpenLock(Participant.Arena.Descriptor);
            if (!SpinWait.SpinUntil(_names.TryEnter, _patience))
                throw NamingIsBusy(name);
            try
            {
                return Participant.Names.OpenOrCreate(name, order.Kind, order.Open, order.PrepareIn(Participant));
            }
            finally
            {
                _names.Exit();
            }
        }
        finally
        {
            _naming.Exit();
        }
    }

    private AioTimeoutException NamingIsBusy(ObjectName name) => new(
        $"'{name.Text}' cannot be opened in {Describe()}: {Busy.Describe(_names)} has been opening a name there for {_patience.TotalSeconds:N0} seconds. If that process is stopped, continue it or end it.");

    private string Describe() => Name is null ? "the context of the process tree" : $"context '{Name}'";
}

namespace AioProcessing.Managers;

/// <summary>An object's place in a manager. Its number is never given to another one, so that a stale reference reaches nothing.</summary>
internal sealed class HostedEntry(ManagerServer server, long id, HostedObject handler, object target, IProxyMaker? proxies)
{
    private long _references;
    private bool _isGone;

    public ManagerServer Server => server;

    public long Id => id;

    public HostedObject Handler => handler;

    /// <summary>What a reference that comes home becomes.</summary>
    public object Target => target;

    /// <summary>Makes proxies for it; null for the built-in kinds, whose proxies their clients make.</summary>
    public IProxyMaker? Proxies => proxies;

    public long References
    {
        get
        {
            lock (this)
                return _references;
        }
    }

    /// <summary>False when the last reference has gone, and the object with it.</summary>
    public bool TryAddReferences(long count)
    {
        lock (this)
        {
            if (_isGone)
                return false;
            _references += count;
            return true;
        }
    }

    /// <summary>The last one to go takes the object along.</summary>
    public void DropReferences(long count)
    {
        lock (this)
        {
            _references -= count;
            if (_isGone || _references > 0)
                return;
            _isGone = true;
        }
        server.Remove(this);
    }
}

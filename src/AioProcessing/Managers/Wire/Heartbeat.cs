namespace AioProcessing.Managers;

/// <summary>Tells over a network whether the other side is still there: between processes of one machine the socket itself tells.</summary>
internal sealed class Heartbeat : IDisposable
{
    private const int MissedBeats = 4;

    private readonly Link _link;
    private readonly TimeSpan _interval;
    private readonly bool _asks;
    private readonly Timer _timer;

    /// <param name="link">The link that is watched.</param>
    /// <param name="interval">Between two signs of life.</param>
    /// <param name="asks">A client asks, and the manager answers.</param>
    public Heartbeat(Link link, TimeSpan interval, bool asks)
    {
        _link = link;
        _interval = interval;
        _asks = asks;
        _timer = new Timer(static self => ((Heartbeat)self!).Beat(), this, interval, interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        TimeSpan silence = TimeSpan.FromMilliseconds(Environment.TickCount64 - _link.HeardAt);
        if (_link.HasEnded)
            Dispose();
        else if (silence > _interval * MissedBeats)
            _link.End(new AioTimeoutException($"nothing was heard for {silence.TotalSeconds:0} seconds"));
        else if (_asks)
            _link.Send(Frames.Begin(ClientFrame.Ping));
    }
}

namespace AioProcessing;

/// <content>Its end as one of several things to wait for.</content>
public partial class AioProcess : IAioWaitable
{
    bool IAioWaitable.IsReady => !IsAlive;

    Task IAioWaitable.WaitUntilReadyAsync(CancellationToken cancellationToken) => Exited.WaitAsync(cancellationToken);
}

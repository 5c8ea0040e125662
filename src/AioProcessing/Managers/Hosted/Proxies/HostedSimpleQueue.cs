namespace AioProcessing.Managers;

/// <summary>A hosted simple queue, as its clients have it.</summary>
internal sealed class HostedSimpleQueue<T>(AioProxyTarget target) : HostedQueue<T>(target), IAioSimpleQueue<T>
{
    public void Close() => Dispose();
}

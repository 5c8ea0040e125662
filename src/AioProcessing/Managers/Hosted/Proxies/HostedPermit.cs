using AioProcessing.Connections;
using AioProcessing.Locks;

namespace AioProcessing.Managers;

/// <summary>What a client has of a hosted object under a number of its own: a permit, a place in a lock. It is given back once.</summary>
/// <param name="id">The number.</param>
/// <param name="what">What an error calls it.</param>
/// <param name="giveBack">Tells the manager.</param>
internal sealed class HostedPermit(ulong id, string what, Func<ulong, ValueTask> giveBack) : IPermit
{
    private int _isReleased;

    public void Release() => Blocking.Wait(ReleasedAsync());

    public ValueTask ReleaseAsync() => Interlocked.Exchange(ref _isReleased, 1) == 0
        ? giveBack(id)
        : throw new AioException($"{what} cannot be given back: it was before. Dispose of each releaser once.");

    private async ValueTask<bool> ReleasedAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        return true;
    }
}

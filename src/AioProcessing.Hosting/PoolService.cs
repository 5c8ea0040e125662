using Microsoft.Extensions.Hosting;

namespace AioProcessing.Hosting;

/// <summary>Ties the pool to the host: a host whose pool cannot start does not start, and one that stops finishes the work.</summary>
internal sealed class PoolService(AioPool pool) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => pool.Started.WaitAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await pool.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            pool.Kill(); // The host waits no longer.
        }
    }
}

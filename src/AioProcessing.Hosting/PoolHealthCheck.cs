using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AioProcessing.Hosting;

/// <summary>Healthy with ready workers; degraded while none is ready; unhealthy when none can be.</summary>
internal sealed class PoolHealthCheck(AioPool pool) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (pool.Started is { IsFaulted: true, Exception.InnerException: { } error })
            return Task.FromResult(HealthCheckResult.Unhealthy($"Pool '{pool.Name}' has no workers: {error.Message}", error));
        AioPoolStatistics statistics = pool.Statistics;
        var data = new Dictionary<string, object>
        {
            ["workers"] = statistics.Workers.Count,
            ["waiting"] = statistics.WaitingTasks,
            ["running"] = statistics.RunningTasks,
            ["succeeded"] = statistics.SucceededTasks,
            ["lost workers"] = statistics.WorkersLost,
        };
        int ready = statistics.Workers.Count(worker => worker.IsReady);
        string description = $"Pool '{pool.Name}': {ready} workers ready, {statistics.WaitingTasks} tasks waiting";
        return Task.FromResult(ready > 0 ? HealthCheckResult.Healthy(description, data) : HealthCheckResult.Degraded(description, data: data));
    }
}

using AioProcessing.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AioProcessing;

/// <summary>Pools in dependency injection.</summary>
public static class AioPoolServiceCollectionExtensions
{
    /// <summary>
    /// Registers an <see cref="AioPool"/> as a singleton, made when the host starts. When the host stops, the pool finishes what it has accepted, for as long as the host's shutdown
    /// time-out allows; then it is killed. A health check of the pool's name tells whether it has workers.
    /// </summary>
    /// <param name="services">Where to register it.</param>
    /// <param name="options">How the pool works; null = a worker for each processor.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddAioPool(this IServiceCollection services, AioPoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AioPoolOptions chosen = options ?? new AioPoolOptions();
        services.AddHealthChecks().AddCheck<PoolHealthCheck>(chosen.Name ?? "AioPool");
        services.AddSingleton(_ => new AioPool(chosen));
        services.AddSingleton<IHostedService, PoolService>();
        return services;
    }
}

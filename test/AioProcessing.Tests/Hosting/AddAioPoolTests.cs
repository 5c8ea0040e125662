using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AioProcessing.Tests.Hosting;

public sealed class AddAioPoolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddAioPool_HostStartsAndStops_ThePoolIsHealthyAndThenFinished()
    {
        await using ServiceProvider services = new ServiceCollection().AddAioPool(new AioPoolOptions { Workers = 1, Name = "jobs" }).BuildServiceProvider();
        IHostedService service = services.GetRequiredService<IHostedService>();
        await service.StartAsync(Token).InTime();
        AioPool pool = services.GetRequiredService<AioPool>();
        Assert.Equal(4, await pool.ApplyAsync(static x => x * 2, 2, Token).InTime());
        Assert.Equal(HealthStatus.Healthy, await HealthOf(services));
        await service.StopAsync(Token).InTime();
        await Assert.ThrowsAsync<AioCompletedException>(() => pool.ApplyAsync(static x => x * 2, 2, Token).InTime());
    }

    [Fact]
    public async Task AddAioPool_InitializerThrows_TheHostDoesNotStartAndTheCheckSaysWhy()
    {
        var options = new AioPoolOptions { Workers = 1, Initializer = AioProcessing.Tests.Pools.PoolTargets.Fail };
        await using ServiceProvider services = new ServiceCollection().AddAioPool(options).BuildServiceProvider();
        await Assert.ThrowsAsync<AioRemoteException>(() => services.GetRequiredService<IHostedService>().StartAsync(Token).InTime());
        Assert.Equal(HealthStatus.Unhealthy, await HealthOf(services));
    }

    private static async Task<HealthStatus> HealthOf(IServiceProvider services)
    {
        HealthCheckRegistration registration = services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single();
        return (await registration.Factory(services).CheckHealthAsync(new HealthCheckContext(), Token)).Status;
    }
}

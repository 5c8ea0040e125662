namespace AioProcessing.Tests.Managers;

/// <summary>One manager for the tests of a class.</summary>
public sealed class ManagerFixture : IAsyncLifetime
{
    public AioManager Manager { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Manager = await AioManager.StartAsync();

    public ValueTask DisposeAsync() => Manager.DisposeAsync();
}

using System.Runtime.InteropServices;

namespace AioProcessing.Managers;

/// <summary>A manager's process from its start to its end.</summary>
internal static class ManagerMain
{
    /// <summary>The target of the process.</summary>
    public static async Task RunAsync(ManagerSetup setup, AioEvent isUp)
    {
        // Ctrl-C goes to all processes of a terminal; what it means to the managers is for the program to say.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        AioManagerOptions options = new()
        {
            Connection = new AioConnectionOptions { MaxMessageBytes = setup.MaxMessageBytes, HandshakeTimeout = setup.HandshakeTimeout },
        };
        ManagerServer server = new(setup.Name, setup.Path, setup.Key, options, isOfTree: true);
        isUp.Set();
        await server.Finished.ConfigureAwait(false);
    }
}

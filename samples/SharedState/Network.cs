using System.Diagnostics;
using System.Security.Cryptography;
using AioProcessing;

namespace SharedState;

/// <summary>The same objects for programs that have an address and a key.</summary>
internal static class Network
{
    private const string Namespace = "aio-shared-state";
    private const string Outside = "10.77.0.1";
    private const string Inside = "10.77.0.2";

    public static async Task<int> ServeAsync(bool usesNamespace)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        bool isApart = usesNamespace && TryMakeNamespace();
        try
        {
            AioManagerOptions options = new AioManagerOptions { Name = "shared state" }.Register<IVisits, Visits>("visits");
            await using AioManager manager = await AioManager.ServeAsync((isApart ? Outside : "127.0.0.1", 0), key, options);
            Console.WriteLine($"serving at {manager.Address}, the client is {(isApart ? "in a network namespace of its own" : "on this host")}");
            IAioDictionary<string, string> greetings = manager.Dictionary<string, string>("greetings");
            greetings["server"] = "welcome";

            int exitCode = await RunClientAsync(isApart, manager.Address, key);
            if (exitCode != 0)
                return exitCode;
            Console.WriteLine($"the client says: {greetings["client"]}");
            IVisits visits = await manager.CreateAsync<IVisits>("visits", "shared");
            Console.WriteLine($"visits over the network: {await visits.AddAsync("server") - 1}");
            return exitCode;
        }
        finally
        {
            if (isApart)
                Run("ip", "netns", "delete", Namespace);
        }
    }

    public static async Task<int> VisitAsync(AioAddress address, byte[] key)
    {
        try
        {
            await using AioManager manager = await AioManager.ConnectAsync(address, key);
            IAioDictionary<string, string> greetings = manager.Dictionary<string, string>("greetings");
            Console.WriteLine($"the server says: {greetings["server"]}");
            await greetings.SetAsync("client", "thank you");
            IVisits visits = await manager.CreateAsync<IVisits>("visits", "shared");
            for (int i = 0; i < 3; i++)
                await visits.AddAsync("client");
            return 0;
        }
        catch (AioException error) // No server there, another key, or it went away.
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static async Task<int> RunClientAsync(bool isApart, AioAddress server, byte[] key)
    {
        string program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.Combine(AppContext.BaseDirectory, "SharedState.dll")] : [program];
        string[] command = [.. isApart ? ["ip", "netns", "exec", Namespace] : Array.Empty<string>(), .. host, "client", server.Host, $"{server.Port}", Convert.ToHexString(key)];
        using Process client = Process.Start(command[0], command[1..]);
        await client.WaitForExitAsync();
        return client.ExitCode;
    }

    /// <summary>A namespace with one cable to here. Takes a privilege that most users do not have.</summary>
    private static bool TryMakeNamespace()
    {
        bool isMade = Run("ip", "netns", "add", Namespace)
            && Run("ip", "link", "add", "aio-out", "type", "veth", "peer", "name", "aio-in", "netns", Namespace)
            && Run("ip", "addr", "add", $"{Outside}/24", "dev", "aio-out")
            && Run("ip", "link", "set", "aio-out", "up")
            && Run("ip", "-n", Namespace, "addr", "add", $"{Inside}/24", "dev", "aio-in")
            && Run("ip", "-n", Namespace, "link", "set", "aio-in", "up");
        if (!isMade)
        {
            Console.WriteLine("no network namespace can be made here; the client uses the loopback device");
            Run("ip", "netns", "delete", Namespace);
        }
        return isMade;
    }

    private static bool Run(params string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }
}

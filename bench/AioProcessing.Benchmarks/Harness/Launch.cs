using System.Diagnostics;
using System.Reflection;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>Starts this program once more in a role of its own.</summary>
internal static class Launch
{
    public const string LaneRole = "--lane";
    public const string PeerRole = "--peer";

    public static Process Start(int? cpu, IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know its own path.");
        bool byHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        IEnumerable<string> all = byHost ? [Assembly.GetExecutingAssembly().Location, .. arguments] : arguments;
        var start = new ProcessStartInfo(program, all) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return Affinity.On(cpu, () => Process.Start(start))!;
    }

    /// <summary>
    /// Listens to the process that started this one: released once for each line that it writes. When it has gone, however that happened, its
    /// end of the pipe closes, and this process ends too, whatever it was doing.
    /// </summary>
    public static SemaphoreSlim ListenToParent()
    {
        var lines = new SemaphoreSlim(0);
        var listener = new Thread(() =>
        {
            while (Console.In.ReadLine() is not null)
                lines.Release();
            Environment.Exit(0);
        })
        { IsBackground = true, Name = "parent listener" };
        listener.Start();
        return lines;
    }
}

using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Peers;
using AioProcessing.Benchmarks.Raw;
using AioProcessing.Benchmarks.Suite;
using Spectre.Console;

namespace AioProcessing.Benchmarks;

internal static class Program
{
    /// <summary>0: all measured; 1: something failed; 2: the command line was wrong.</summary>
    private static async Task<int> Main(string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("The limits are measured with Linux system calls; this program runs on Linux only.");
            return 2;
        }
        switch (arguments)
        {
            case [Launch.LaneRole, string benchmark, string entry, string milliseconds, string cpu]:
                return await LaneHost.RunAsync(Catalogue.Find(benchmark), entry, TimeSpan.FromMilliseconds(int.Parse(milliseconds)), cpu == "" ? null : int.Parse(cpu));
            case [Launch.PeerRole, string benchmark, string entry, string path]:
                Launch.ListenToParent();
                ((RawPair)Catalogue.Find(benchmark)[entry].Create()).RunPeer(path);
                return 0;
            case [StreamJsonRpcPeer.Role, string socket]:
                await StreamJsonRpcPeer.ServeAsync(socket, new StreamJsonRpcTarget());
                return 0;
        }
        try
        {
            return await RunAsync(Options.Parse(arguments));
        }
        catch (ArgumentException mistake)
        {
            Console.Error.WriteLine($"{mistake.Message}\n\n{Options.Usage}");
            return 2;
        }
    }

    private static async Task<int> RunAsync(Options options)
    {
        Benchmark[] chosen = [.. Catalogue.All.Where(benchmark => benchmark.Name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase))];
        if (chosen.Length == 0)
            throw new ArgumentException($"No benchmark's name contains '{options.Filter}'; --list prints the names.");
        if (options.IsList)
        {
            Array.ForEach(chosen, benchmark => Console.WriteLine(benchmark.Name));
            return 0;
        }
        Report.Widen();
        AnsiConsole.WriteLine(MachineFacts.Describe());
        var results = new List<Result>();
        foreach (Benchmark benchmark in chosen)
        {
            if (!benchmark.Placement.IsPossible)
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]{benchmark.Name}: left out, it needs two processors.[/]");
                continue;
            }
            IReadOnlyList<Result> found = await RaceAsync(benchmark, options);
            Report.Print(benchmark, found);
            results.AddRange(found);
        }
        await Report.WriteAsync(options.Output, results);
        return results.Exists(result => result.Failure is not null) ? 1 : 0;
    }

    /// <summary>With a line that tells what is going on, where there is somebody to read it.</summary>
    private static Task<IReadOnlyList<Result>> RaceAsync(Benchmark benchmark, Options options) => Console.IsOutputRedirected
        ? new Race(benchmark, options, _ => { }).RunAsync()
        : AnsiConsole.Status().StartAsync(benchmark.Name, status =>
            new Race(benchmark, options, text => status.Status(Markup.Escape(text))).RunAsync());
}

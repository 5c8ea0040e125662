using AioProcessing;
using Spectre.Console;
using Thumbnails;

// Thumbnails of every image in a folder, on all cores. A file that is damaged, endless or made to crash its decoder costs only itself.
bool isHostile = args is ["--hostile"];
if (!isHostile && (args is not [string given, ..] || !Directory.Exists(given)))
{
    Console.Error.WriteLine("thumbnails <folder> [seconds per file]: writes <folder>/thumbnails/<name>.jpg for every image in the folder.");
    Console.Error.WriteLine("thumbnails --hostile: does so in a folder of its own, with files that crash and hang their workers, and checks what became of each.");
    return 2;
}

string folder = isHostile ? HostileFolder.Make() : args[0];
TimeSpan limit = TimeSpan.FromSeconds(isHostile ? 6 : args.Length > 1 && double.TryParse(args[1], out double seconds) && seconds > 0 ? seconds : 10);
string target = Directory.CreateDirectory(Path.Combine(folder, "thumbnails")).FullName;
string[] files = [.. Directory.EnumerateFiles(folder).Where(Thumbnail.IsImage).Order()];

await using var pool = new AioPool();
AioOutcome<string>[] outcomes = await AnsiConsole.Progress().StartAsync(bars => pool.MapSettledAsync(
    file => Thumbnail.Make(file, target), files, new() { ChunkSize = 1, Timeout = limit, Progress = new ProgressBar(bars, "thumbnails") }));

foreach ((string file, AioOutcome<string> outcome) in files.Zip(outcomes))
{
    if (outcome.Error is { } error)
        AnsiConsole.MarkupLineInterpolated($"[yellow]{Path.GetFileName(file)}[/]: {Reason(error)}");
}

AnsiConsole.WriteLine($"{outcomes.Count(outcome => outcome.IsSuccess)} of {files.Length} thumbnails are in {target}.");
return !isHostile || HostileFolder.IsAsExpected(folder, files.Zip(outcomes)) ? 0 : 1;

static string Reason(Exception error) => error switch
{
    AioTimeoutException => "took too long",
    AioWorkerLostException lost => $"ended its worker ({lost.SignalName ?? $"exit code {lost.ExitCode}"})",
    AioRemoteException remote => remote.RemoteMessage,
    _ => error.Message,
};

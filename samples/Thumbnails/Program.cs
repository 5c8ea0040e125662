using AioProcessing;
using Spectre.Console;
using Thumbnails;

// Thumbnails of every image in a folder, on all cores. A file that is damaged, endless or made to crash its decoder costs only itself.
if (args is not [string folder, ..] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("thumbnails <folder> [seconds per file]: writes <folder>/thumbnails/<name>.jpg for every image in the folder.");
    return 2;
}

TimeSpan limit = TimeSpan.FromSeconds(args.Length > 1 && double.TryParse(args[1], out double seconds) && seconds > 0 ? seconds : 10);
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
return 0;

static string Reason(Exception error) => error switch
{
    AioTimeoutException => "took too long",
    AioWorkerLostException lost => $"ended its worker ({lost.SignalName ?? $"exit code {lost.ExitCode}"})",
    AioRemoteException remote => remote.RemoteMessage,
    _ => error.Message,
};

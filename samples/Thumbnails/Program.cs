using System.Globalization;
using AioProcessing;
using Spectre.Console;
using Thumbnails;

// Thumbnails of every image in a folder, on all cores. A file that is damaged, endless or made to crash its decoder costs only itself.
const string Usage = """
    Thumbnails <folder> [seconds per file]: writes <folder>/thumbnails/<name>.jpg for every image in the folder.
    Thumbnails --hostile: does so in a folder of its own, with files that crash and hang their workers, and checks what became of each.
    """;

bool isHostile = args is ["--hostile"];
double seconds = isHostile ? 6 : 10;
if (args is ["--help" or "-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

string? mistake = args switch
{
    ["--hostile"] => null,
    [var given, ..] when args.Length <= 2 && !Directory.Exists(given) => $"There is no folder '{given}'.",
    [_] => null,
    [_, var text] => double.TryParse(text, CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and < 86400 ? null : $"'{text}' is no number of seconds.",
    _ => "Give one folder, and no more than a number of seconds with it.",
};
if (mistake is not null)
{
    Console.Error.WriteLine($"{mistake}\n{Usage}");
    return 2;
}

string folder = isHostile ? HostileFolder.Make() : args[0];
string[] files = [.. Directory.EnumerateFiles(folder).Where(Thumbnail.IsImage).Order()];
if (files.Length == 0)
{
    Console.Error.WriteLine($"There is no image in '{folder}'.");
    return 2;
}

string target = Directory.CreateDirectory(Path.Combine(folder, "thumbnails")).FullName;

await using var pool = new AioPool();
AioOutcome<string>[] outcomes = await AnsiConsole.Progress().StartAsync(bars => pool.MapSettledAsync(
    file => Thumbnail.Make(file, target), files, new() { ChunkSize = 1, Timeout = TimeSpan.FromSeconds(seconds), Progress = new ProgressBar(bars, "thumbnails") }));

foreach ((string file, AioOutcome<string> outcome) in files.Zip(outcomes))
{
    if (outcome.Error is { } error)
        AnsiConsole.MarkupLineInterpolated($"[yellow]{Path.GetFileName(file)}[/]: {Reason(error)}");
}

AnsiConsole.WriteLine($"{outcomes.Count(outcome => outcome.IsSuccess)} of {files.Length} thumbnails are in {target}.");
bool isWell = isHostile ? HostileFolder.IsAsExpected(folder, files.Zip(outcomes)) : outcomes.All(outcome => outcome.IsSuccess);
return isWell ? 0 : 1;

static string Reason(Exception error) => error switch
{
    AioTimeoutException => "took too long",
    AioWorkerLostException lost => $"ended its worker ({lost.SignalName ?? $"exit code {lost.ExitCode}"})",
    AioRemoteException remote => remote.RemoteMessage,
    _ => error.Message,
};

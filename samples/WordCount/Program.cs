using System.Diagnostics;
using Spectre.Console;
using WordCount;

const int CommonestWords = 20;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(Options.Usage);
    return 0;
}

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException mistake)
{
    Console.Error.WriteLine($"{mistake.Message}\n{Options.Usage}");
    return 2;
}

string[] files = FileCounter.Find(options.Folder);
if (files.Length == 0)
{
    Console.Error.WriteLine($"There is nothing to count below '{options.Folder}'.");
    return 2;
}

var byWorkers = new Tally(files.Length);
var byOneProcess = new Tally(files.Length);
TimeSpan parallelTime = default, singleTime = default;

await AnsiConsole.Progress().StartAsync(async progress =>
{
    ProgressTask parallel = progress.AddTask($"{options.Workers} workers", maxValue: files.Length);
    ProgressTask single = progress.AddTask("this process alone, as a check", maxValue: files.Length);
    parallelTime = await TimeAsync(() => new ParallelCount(files, options.Workers, byWorkers, () => parallel.Increment(1))
    {
        KillAfter = options.IsKillingOne ? (files.Length + 2) / 3 : null,
        Say = text => AnsiConsole.WriteLine(text),
    }.RunAsync());
    singleTime = await TimeAsync(() => Task.Run(() => CountAlone(() => single.Increment(1))));
});

Print();
return byWorkers.Equals(byOneProcess) ? 0 : 1;

void CountAlone(Action fileDone)
{
    for (int number = 0; number < files.Length; number++)
    {
        (Dictionary<string, int> words, string? problem) = FileCounter.Count(files[number]);
        byOneProcess.Commit(number, words.Select(word => new WordAmount(word.Key, word.Value)), problem);
        fileDone();
    }
}

void Print()
{
    Table table = new Table().AddColumn("word").AddColumn(new TableColumn("times").RightAligned());
    foreach ((string word, long times) in byWorkers.Words.OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).Take(CommonestWords))
        table.AddRow(Markup.Escape(word), times.ToString("#,0"));
    AnsiConsole.Write(table);
    foreach (IGrouping<string, int> alike in byWorkers.Problems.GroupBy(file => file.Value, file => file.Key))
        Console.WriteLine($"{alike.Count()} left out ({alike.Key}), such as {files[alike.First()]}");
    Console.WriteLine($"{options.Workers} workers: {Figures(byWorkers, parallelTime)}");
    Console.WriteLine($"one process: {Figures(byOneProcess, singleTime)}");
    Console.WriteLine(byWorkers.Equals(byOneProcess) ? "The totals are the same." : "THE TOTALS DIFFER.");
}

static string Figures(Tally tally, TimeSpan time) =>
    $"{tally.CountedFiles:#,0} files, {tally.Words.Values.Sum():#,0} words, {tally.Words.Count:#,0} different, {tally.CountedFiles / time.TotalSeconds:#,0} files per second";

static async Task<TimeSpan> TimeAsync(Func<Task> work)
{
    long start = Stopwatch.GetTimestamp();
    await work();
    return Stopwatch.GetElapsedTime(start);
}

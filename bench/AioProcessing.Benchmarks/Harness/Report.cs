using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>A table per benchmark for people, one list of figures for programs.</summary>
internal static class Report
{
    private const int WidthWithoutTerminal = 140;
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>A file or a pipe has no width; do not squeeze the tables into a guessed one.</summary>
    public static void Widen()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
    }

    public static void Print(Benchmark benchmark, IReadOnlyList<Result> results)
    {
        string better = benchmark.Unit.MoreIsBetter ? "more is better" : "less is better";
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{benchmark.Name}[/]: {benchmark.Measures} ({better})");
        Table table = new Table().RoundedBorder();
        table.AddColumn("contestant");
        foreach (string heading in (string[])[benchmark.Unit.Name, "least", "most", "ratio to the limit"])
            table.AddColumn(new TableColumn(Markup.Escape(heading)).RightAligned());
        foreach (Result result in results)
        {
            string name = Markup.Escape(result.Contestant);
            if (result.Median is { } median)
                table.AddRow(name, $"[bold]{Number(median)}[/]", Number(result.Samples.Min()), Number(result.Samples.Max()), Ratio(result));
            else
                table.AddRow(new Markup(name), new Markup("-"), new Markup("-"), new Markup("-"), new Markup($"[red]{Markup.Escape(result.Failure ?? "no figure")}[/]"));
        }
        AnsiConsole.Write(table);
    }

    public static async Task WriteAsync(string file, IEnumerable<Result> results)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var figures = results.Where(result => result.Median is not null).Select(result =>
            new { result.Name, result.Unit, result.Median, result.Against, result.Ratio, result.Samples });
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(figures, s_json));
        AnsiConsole.MarkupLineInterpolated($"Figures written to {file}");
    }

    private static string Ratio(Result result) => result.Ratio is { } ratio
        ? ratio.ToString(ratio < 0.1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture)
        : result.Against is null ? "limit" : "-";

    /// <summary>Three significant digits, whole numbers from a hundred on.</summary>
    private static string Number(double value) => value switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}

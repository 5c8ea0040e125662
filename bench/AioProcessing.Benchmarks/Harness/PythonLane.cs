using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>CPython's figure for the same thing, from its own benchmark program, whose every run is one sample.</summary>
internal sealed class PythonLane(PythonEntry entry, string script) : ILane
{
    private const string Interpreter = "python3";
    private const double Scale = 0.1;

    public string Name => entry.Name;

    public static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Interpreter)));

    public async Task<double> SampleAsync()
    {
        string file = Path.GetTempFileName();
        try
        {
            string[] arguments =
            [
                script, "--section", entry.Section, "--scale", Scale.ToString(CultureInfo.InvariantCulture), "--reps", "1", "--json", file
            ];
            using Process python = Process.Start(new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true })!;
            await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            return Figure(await File.ReadAllLinesAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private double Figure(string[] lines)
    {
        foreach (string line in lines)
        {
            using JsonDocument figure = JsonDocument.Parse(line);
            if (figure.RootElement.GetProperty("name").GetString() == entry.Figure)
                return figure.RootElement.GetProperty("median").GetDouble();
        }
        throw new InvalidOperationException($"'{script}' gave no figure named '{entry.Figure}' in its section '{entry.Section}'.");
    }
}

namespace AioProcessing.Benchmarks.Harness;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        AioProcessing.Benchmarks [filter] [options]
          filter                 run the benchmarks whose name contains it, in any case
          --quick                fewer and shorter rounds
          --rounds N             samples per contestant (default 7, quick 3)
          --output FILE          where the figures go as JSON (default artifacts/bench.json of the repository)
          --python-bench FILE    the benchmark program of CPython's multiprocessing (default: AIOPROCESSING_PYTHON_BENCH,
                                 then ../shared/bench/bench_mp.py beside the repository, if it is there)
          --no-python            leave CPython out
          --list                 print the names and stop
        """;

    public string Filter { get; private init; } = "";

    public bool IsList { get; private init; }

    public int Rounds { get; private init; } = 7;

    public TimeSpan SampleTime { get; private init; } = TimeSpan.FromMilliseconds(100);

    public string Output { get; private init; } = Path.Combine(RepositoryRoot(), "artifacts", "bench.json");

    /// <summary>Null where there is no Python or no program for it.</summary>
    public string? PythonBench { get; private init; } = DefaultPythonBench();

    /// <exception cref="ArgumentException">An unknown option, or a value that is missing or wrong.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            options = argument switch
            {
                "--quick" => options with { Rounds = 3, SampleTime = TimeSpan.FromMilliseconds(40) },
                "--rounds" => options with { Rounds = Count(argument, Value(argument, rest)) },
                "--output" => options with { Output = Path.GetFullPath(Value(argument, rest)) },
                "--python-bench" => options with { PythonBench = ExistingFile(argument, Value(argument, rest)) },
                "--no-python" => options with { PythonBench = null },
                "--list" => options with { IsList = true },
                _ when argument.StartsWith('-') => throw new ArgumentException($"There is no option '{argument}'."),
                _ => options with { Filter = argument },
            };
        }
        return options;
    }

    private static string Value(string option, Queue<string> rest) =>
        rest.TryDequeue(out string? value) ? value : throw new ArgumentException($"{option} needs a value.");

    private static int Count(string option, string value) =>
        int.TryParse(value, out int count) && count > 0 ? count : throw new ArgumentException($"{option} needs a number above 0, not '{value}'.");

    private static string ExistingFile(string option, string value) =>
        File.Exists(value) ? Path.GetFullPath(value) : throw new ArgumentException($"{option}: there is no file '{value}'.");

    private static string? DefaultPythonBench()
    {
        string file = Environment.GetEnvironmentVariable("AIOPROCESSING_PYTHON_BENCH")
            ?? Path.Combine(RepositoryRoot(), "..", "shared", "bench", "bench_mp.py");
        return PythonLane.IsInstalled() && File.Exists(file) ? Path.GetFullPath(file) : null;
    }

    /// <summary>The folder with the solution above this program, or else the current one.</summary>
    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AioProcessing.slnx")))
                return folder.FullName;
        }
        return Environment.CurrentDirectory;
    }
}

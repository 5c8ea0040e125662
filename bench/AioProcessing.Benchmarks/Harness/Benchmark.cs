namespace AioProcessing.Benchmarks.Harness;

/// <summary>One question and everybody who answers it, in the order of the table.</summary>
internal sealed record Benchmark(string Name, Unit Unit)
{
    /// <summary>What is counted, in a sentence without its full stop.</summary>
    public required string Measures { get; init; }

    public Placement Placement { get; init; } = Placement.Free;

    /// <summary>For what takes seconds per sample.</summary>
    public int MaxRounds { get; init; } = int.MaxValue;

    /// <summary>The first one is the limit that the others are compared with.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    public IReadOnlyList<PythonEntry> Python { get; init; } = [];

    public Entry this[string entryName] => Entries.Single(entry => entry.Name == entryName);
}

internal sealed record Entry(string Name, Func<Contestant> Create);

/// <summary>A figure of CPython's <c>multiprocessing</c>: the section of the Python benchmark to run, and the figure's name in it.</summary>
internal sealed record PythonEntry(string Name, string Section, string Figure);

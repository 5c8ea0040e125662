namespace AioProcessing.Os;

/// <summary>What a process asks of the system for itself.</summary>
internal abstract class SelfService
{
    /// <summary>What tools show as this process's name; the system keeps its beginning only.</summary>
    public abstract void SetProcessName(string name);

    /// <summary>Random bytes that nobody can guess.</summary>
    public abstract void FillRandom(Span<byte> buffer);

    /// <summary>For lines that several processes append to one file, or to standard error (null), without tearing each other's.</summary>
    /// <exception cref="AioException">The file cannot be opened; the message says why.</exception>
    public abstract LineOutput OpenLineOutput(string? path);
}

/// <summary>Takes one line at a time, whole.</summary>
internal abstract class LineOutput
{
    /// <summary>A line that cannot be written is lost: whoever reads logs must not be able to stop the program.</summary>
    public abstract void Write(string line);
}

namespace WordCount;

/// <summary>What a worker is asked to do.</summary>
internal readonly record struct Job(int FileNumber, string Path);

internal readonly record struct WordAmount(string Word, int Amount);

/// <summary>A piece of one file's counts: small enough to travel lightly, and worth nothing until the last piece has come too.</summary>
/// <param name="WorkerId">The process that counted.</param>
/// <param name="Problem">Why the file could not be read; it then has no words.</param>
internal sealed record FilePart(int FileNumber, int WorkerId, WordAmount[] Words, bool IsLast, string? Problem);

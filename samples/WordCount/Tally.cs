namespace WordCount;

/// <summary>The totals so far. A file enters whole or not at all, and only once.</summary>
internal sealed class Tally(int fileCount)
{
    private readonly bool[] _counted = new bool[fileCount];
    private readonly Dictionary<int, List<WordAmount>> _incomplete = [];

    public Dictionary<string, long> Words { get; } = [];

    public Dictionary<int, string> Problems { get; } = [];

    public int CountedFiles { get; private set; }

    public IEnumerable<int> Missing => Enumerable.Range(0, fileCount).Where(file => !_counted[file]);

    /// <summary>True when this was the last piece of its file.</summary>
    public bool Add(FilePart part)
    {
        if (!_incomplete.TryGetValue(part.FileNumber, out List<WordAmount>? words))
            _incomplete[part.FileNumber] = words = [];
        words.AddRange(part.Words);
        if (!part.IsLast)
            return false;
        _incomplete.Remove(part.FileNumber);
        Commit(part.FileNumber, words, part.Problem);
        return true;
    }

    /// <summary>What came from workers that are no more, without a last piece.</summary>
    public void DropIncomplete() => _incomplete.Clear();

    public void Commit(int file, IEnumerable<WordAmount> words, string? problem)
    {
        if (_counted[file])
            throw new InvalidOperationException($"File number {file} was reported twice.");
        _counted[file] = true;
        CountedFiles++;
        if (problem is not null)
            Problems[file] = problem;
        foreach ((string word, int amount) in words)
            Words[word] = Words.GetValueOrDefault(word) + amount;
    }

    public bool Equals(Tally other) =>
        CountedFiles == other.CountedFiles
        && Problems.Keys.ToHashSet().SetEquals(other.Problems.Keys)
        && Words.Count == other.Words.Count
        && Words.All(word => other.Words.GetValueOrDefault(word.Key) == word.Value);
}

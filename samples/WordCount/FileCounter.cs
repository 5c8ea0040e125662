using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace WordCount;

/// <summary>Finds files and counts the words of one: runs of letters, in lower case.</summary>
internal static class FileCounter
{
    private const int BlockChars = 16_384;

    /// <summary>All files below the folder, in a fixed order, without links, empty files, and what has no size, such as pipes.</summary>
    public static string[] Find(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.Length > 0,
        };
        return [.. files.Order(StringComparer.Ordinal)];
    }

    /// <summary>The file's words; none at all if it could not be read to its end or is not text.</summary>
    public static (Dictionary<string, int> Words, string? Problem) Count(string path)
    {
        var words = new Dictionary<string, int>();
        try
        {
            using var reader = new StreamReader(path);
            return CountInto(words, reader) ? (words, null) : ([], "not a text file");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return ([], problem.Message);
        }
    }

    private static bool CountInto(Dictionary<string, int> words, StreamReader reader)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        var block = new char[BlockChars];
        var word = new List<char>();
        while (reader.Read(block) is var length and > 0)
        {
            foreach (char letter in block.AsSpan(0, length))
            {
                if (char.IsLetter(letter))
                    word.Add(char.ToLowerInvariant(letter));
                else if (letter == '\0')
                    return false;
                else
                    End();
            }
        }
        End();
        return true;

        void End()
        {
            if (word.Count == 0)
                return;
            ReadOnlySpan<char> letters = CollectionsMarshal.AsSpan(word);
            lookup.TryGetValue(letters, out int before);
            lookup[letters] = before + 1;
            word.Clear();
        }
    }
}

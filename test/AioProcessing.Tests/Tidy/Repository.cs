namespace AioProcessing.Tests.Tidy;

/// <summary>The files under the repository's root, read as they are on disk.</summary>
internal static class Repository
{
    private static readonly HashSet<string> SkippedFolders = [".git", ".idea", ".vs", "artifacts", "bin", "obj", "TestResults", "node_modules"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every C# file, parsed at most once per test run.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Paths().Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(path => new SourceFile(path, Read(path)))];

    /// <summary>The C# files of the library itself.</summary>
    public static IReadOnlyList<SourceFile> LibrarySources { get; } = [.. Sources.Where(file => file.IsUnder("src/AioProcessing/"))];

    /// <summary>Paths from the root, with slashes, in ordinal order.</summary>
    public static IEnumerable<string> Paths() => Walk(Root).Select(Relative).Order(StringComparer.Ordinal);

    public static string Full(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Full(path));

    private static string Relative(string fullPath) => Path.GetRelativePath(Root, fullPath).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder)) yield return file;
        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            if (SkippedFolders.Contains(Path.GetFileName(child))) continue;
            foreach (string file in Walk(child)) yield return file;
        }
    }

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AioProcessing.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No AioProcessing.slnx in '{start}' or in any folder above it: run the tests from inside the repository.");
    }
}

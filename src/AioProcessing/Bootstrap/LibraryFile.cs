namespace AioProcessing.Bootstrap;

/// <summary>
/// The file that children load this library from. It must hold the build that this process runs, or the two would not speak the same language. Looked at by the parent,
/// because the child would pay for it before its first instruction.
/// </summary>
internal sealed class LibraryFile
{
    private readonly string _path;
    private readonly DateTime _writtenAt;
    private readonly long _sizeBytes;

    private LibraryFile(string path)
    {
        FileInfo file = new(path);
        _path = path;
        _writtenAt = file.LastWriteTimeUtc;
        _sizeBytes = file.Length;
    }

    /// <summary>Compares the file with the build of that module version id.</summary>
    /// <exception cref="AioException">The file holds another build.</exception>
    public static LibraryFile Open(string path, Guid buildId)
    {
        LibraryFile file = new(path);
        // The id stands in the file as its sixteen bytes; finding those is finding the build.
        return File.ReadAllBytes(path).AsSpan().IndexOf(buildId.ToByteArray()) >= 0 ? file : throw file.Replaced();
    }

    /// <exception cref="AioException">The file was replaced since it was opened.</exception>
    public void EnsureUnchanged()
    {
        FileInfo file = new(_path);
        if (!file.Exists || file.LastWriteTimeUtc != _writtenAt || file.Length != _sizeBytes)
            throw Replaced();
    }

    private AioException Replaced() =>
        new($"No child can be started: '{_path}' is not the file any more that this process has loaded, and a child would not understand it. Restart the program.");
}

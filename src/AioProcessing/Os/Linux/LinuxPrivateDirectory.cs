using System.Globalization;
using System.Text;

namespace AioProcessing.Os.Linux;

/// <summary>A directory among the temporary ones. Its maker holds a flock on it, which the kernel takes from the dead: one that can be locked is nobody's.</summary>
internal sealed class LinuxPrivateDirectory : PrivateDirectory
{
    private const int MostTries = 16;

    private static int s_hasLooked;

    private readonly LinuxFileLock _held;
    private int _isGone;

    private LinuxPrivateDirectory(string path, LinuxFileLock held) : base(path) => _held = held;

    private static string Prefix => string.Create(CultureInfo.InvariantCulture, $"aioprocessing-{LibC.EffectiveUserId()}-");

    public static LinuxPrivateDirectory Create()
    {
        // Once in a process, and beside its work: the temporary directory may be a large one.
        if (Interlocked.Exchange(ref s_hasLooked, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static _ => RemoveOrphans(), null);
        for (int tries = 0; tries < MostTries; tries++)
        {
            string path = Directory.CreateTempSubdirectory(Prefix).FullName;
            // Somebody who looks for orphans may come between the making and the locking, and take it for one.
            if (TryLock(path) is not { } held)
                continue;
            if (Directory.Exists(path))
                return new LinuxPrivateDirectory(path, held);
            held.Dispose();
        }

        throw new AioException("No directory of its own can be made and locked in the temporary directory. Close what this process has open, or let TMPDIR name a place where files can be locked.");
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isGone, 1) != 0)
            return;
        Remove(Path);
        _held.Dispose();
    }

    private static void RemoveOrphans()
    {
        try
        {
            foreach (string path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
            {
                using LinuxFileLock? lost = TryLock(path);
                if (lost is not null)
                    Remove(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is there stays there until somebody can look.
        }
    }

    /// <summary>Null when somebody has it, and when it is not there or not ours to open.</summary>
    private static unsafe LinuxFileLock? TryLock(string path)
    {
        int descriptor;
        fixed (byte* start = Encoding.UTF8.GetBytes(path + "\0"))
            descriptor = LibC.Open(start, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
            return null;
        var held = new LinuxFileLock(descriptor, owns: true);
        if (LibC.Facts(descriptor).UserId == LibC.EffectiveUserId() && held.TryEnter())
            return held;
        held.Dispose();
        return null;
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else removes it too, or has put something there that is not ours. What is left is found again.
        }
    }
}

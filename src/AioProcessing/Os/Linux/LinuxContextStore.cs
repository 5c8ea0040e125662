using System.Globalization;
using System.Text;

namespace AioProcessing.Os.Linux;

/// <summary>Files in a directory of the shared-memory mount that only this user can enter.</summary>
/// <remarks>
/// Everybody may write to the mount, so nothing found there is trusted for its name: the directory is opened without following a link, and then
/// looked at; files are opened relative to it, likewise. The kernel forgets the mount's content at a restart.
/// </remarks>
internal sealed unsafe class LinuxContextStore(string path) : ContextStore
{
    private const int DirectoryMode = 0x1C0; // rwx------
    private const uint OthersMask = 0x3F;

    /// <summary>Where the contexts of this user are.</summary>
    public static string DefaultPath => $"/dev/shm/aioprocessing-{LibC.EffectiveUserId().ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Where the pieces of shared memory of this user are that have names of their own.</summary>
    public static string MemoryPath => DefaultPath + "-memory";

    public override ContextFile? Open(string name, bool create)
    {
        int directory = OpenDirectory(create);
        if (directory < 0)
            return null;
        int descriptor;
        fixed (byte* start = Encoding.UTF8.GetBytes(name + "\0"))
            descriptor = LibC.OpenAt(directory, start, LibC.O_RDWR | LibC.O_CLOEXEC | LibC.O_NOFOLLOW | (create ? LibC.O_CREAT : 0), 0x180);
        int error = LibC.Errno;
        if (descriptor < 0)
        {
            _ = LibC.Close(directory);
            return error == LibC.ENOENT && !create ? null : throw Unusable($"{path}/{name}", "be opened", error);
        }

        LibC.FileFacts facts = LibC.Facts(descriptor);
        if ((facts.Mode & LibC.S_IFMT) == LibC.S_IFREG && IsPrivate(facts))
            return new LinuxContextFile(directory, descriptor, $"{path}/{name}", name);
        _ = LibC.Close(descriptor);
        _ = LibC.Close(directory);
        throw NotPrivate($"{path}/{name}", "a file", facts);
    }

    public override bool Delete(string name)
    {
        int directory = OpenDirectory(create: false);
        if (directory < 0)
            return false;
        int result;
        fixed (byte* start = Encoding.UTF8.GetBytes(name + "\0"))
            result = LibC.UnlinkAt(directory, start, 0);
        int error = LibC.Errno;
        _ = LibC.Close(directory);
        return result == 0 || (error == LibC.ENOENT ? false : throw Unusable($"{path}/{name}", "be deleted", error));
    }

    public override IReadOnlyList<string> List()
    {
        int directory = OpenDirectory(create: false);
        if (directory < 0)
            return [];
        _ = LibC.Close(directory); // It is private, so its path leads to it as long as this user wants.
        return [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
    }

    private int OpenDirectory(bool create)
    {
        fixed (byte* start = Encoding.UTF8.GetBytes(path + "\0"))
        {
            if (create && LibC.MakeDirectory(start, DirectoryMode) != 0 && LibC.Errno != LibC.EEXIST)
                throw Unusable(path, "be made", LibC.Errno);
            int directory = LibC.Open(start, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
            if (directory < 0)
                return LibC.Errno == LibC.ENOENT && !create ? -1 : throw Unusable(path, "be opened as a directory", LibC.Errno);
            LibC.FileFacts facts = LibC.Facts(directory);
            if (IsPrivate(facts))
                return directory;
            _ = LibC.Close(directory);
            throw NotPrivate(path, "a directory", facts);
        }
    }

    private static bool IsPrivate(in LibC.FileFacts facts) => facts.UserId == LibC.EffectiveUserId() && (facts.Mode & OthersMask) == 0;

    private static AioContextException NotPrivate(string where, string what, in LibC.FileFacts facts) => new(
        $"Named contexts and shared memory cannot be used: {where} is not {what} that only user {LibC.EffectiveUserId()} can use; it belongs to user {facts.UserId} with mode " +
        $"{Convert.ToString(facts.Mode & 0xFFF, 8)}. Somebody else may have made it: remove it, or correct its owner and mode.");

    private static AioContextException Unusable(string where, string deed, int errno) => new(
        $"Named contexts and shared memory cannot be used: {where} cannot {deed}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)} (error {errno}). " +
        "They need a directory of their own under /dev/shm, a memory mount that this user can write to.");
}

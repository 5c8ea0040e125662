using System.Globalization;

namespace AioProcessing.Os.Linux;

/// <summary>What the kernel's table says about the locks on one file.</summary>
/// <param name="HolderId">The pid that took the whole file's lock; 0 = nobody, or it cannot be told.</param>
/// <param name="SharedCount">Open files that have a byte of it locked for reading.</param>
internal readonly record struct LockTable(int HolderId, int SharedCount)
{
    // 1: FLOCK  ADVISORY  WRITE 24630 00:1b:2224 0 EOF
    private const int KindField = 1, AccessField = 3, PidField = 4, FileField = 5;

    public static LockTable Of(in LibC.FileFacts file) => Parse(File.ReadLines("/proc/locks"), file.DeviceMajor, file.DeviceMinor, file.Inode);

    internal static LockTable Parse(IEnumerable<string> lines, uint deviceMajor, uint deviceMinor, ulong inode)
    {
        string wanted = string.Create(CultureInfo.InvariantCulture, $"{deviceMajor:x2}:{deviceMinor:x2}:{inode}");
        int holder = 0, shared = 0;
        foreach (string line in lines)
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length <= FileField || fields[FileField] != wanted)
                continue; // Another file, or somebody who waits: an arrow shifts his fields.
            if (fields[KindField] == "FLOCK" && int.TryParse(fields[PidField], NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                holder = pid;
            else if (fields[KindField] == "OFDLCK" && fields[AccessField] == "READ")
                shared++;
        }

        return new LockTable(holder, shared);
    }
}

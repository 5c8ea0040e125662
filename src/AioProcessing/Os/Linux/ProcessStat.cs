using System.Buffers.Text;

namespace AioProcessing.Os.Linux;

/// <summary>The three facts we need from <c>/proc/PID/stat</c>.</summary>
/// <param name="State">The kernel's letter: Z = ended and not yet reaped, X = gone, T = stopped.</param>
/// <param name="Parent">The pid of whoever started it, or has it now because that one has ended.</param>
/// <param name="StartTime">Clock ticks since boot.</param>
internal readonly record struct ProcessStat(char State, int Parent, long StartTime)
{
    // Fields counted from the one after the command name, which is the state.
    private const int ParentField = 1;
    private const int StartTimeField = 19;

    /// <summary>False when there is no such process. Whatever else fails (no descriptor left, say) throws: nobody may look dead because of it.</summary>
    public static unsafe bool TryRead(int pid, out ProcessStat stat)
    {
        stat = default;
        Span<byte> path = stackalloc byte[32];
        "/proc/"u8.CopyTo(path);
        Utf8Formatter.TryFormat(pid, path[6..], out int digits);
        "/stat\0"u8.CopyTo(path[(6 + digits)..]);

        int descriptor;
        fixed (byte* start = path)
            descriptor = LibC.Open(start, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
            return LibC.Errno is LibC.ENOENT or LibC.ESRCH ? false : throw LibC.Failure($"The state of process {pid} cannot be read", "open", LibC.Errno);
        Span<byte> text = stackalloc byte[1024];
        nint length;
        fixed (byte* start = text)
            length = LibC.Read(descriptor, start, (nuint)text.Length);
        _ = LibC.Close(descriptor);
        // A process that is reaped between open and read makes read fail with ESRCH.
        return length > 0 && TryParse(text[..(int)length], out stat);
    }

    /// <summary>Reads from the last ')': the command name before it may itself hold spaces and parentheses, what follows never does.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out ProcessStat stat)
    {
        stat = default;
        int nameEnd = text.LastIndexOf((byte)')');
        if (nameEnd < 0 || nameEnd + 2 >= text.Length)
            return false;
        ReadOnlySpan<byte> rest = text[(nameEnd + 2)..];
        char state = (char)rest[0];
        int parent = 0;
        for (int field = 0; field < StartTimeField; field++)
        {
            int space = rest.IndexOf((byte)' ');
            if (space < 0)
                return false;
            rest = rest[(space + 1)..];
            if (field + 1 == ParentField && !Utf8Parser.TryParse(rest, out parent, out _))
                return false;
        }
        if (!Utf8Parser.TryParse(rest, out long startTime, out _))
            return false;
        stat = new ProcessStat(state, parent, startTime);
        return true;
    }
}

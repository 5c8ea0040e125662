using System.Text;

namespace AioProcessing.Os.Linux;

/// <summary>prctl, getrandom, and files opened to append.</summary>
internal sealed unsafe class LinuxSelfService : SelfService
{
    // The kernel keeps fifteen bytes and a zero.
    private const int LongestName = 15;

    public static LinuxSelfService Instance { get; } = new();

    /// <summary>By hand, character by character: a starting child pays for every encoder that it touches.</summary>
    public override void SetProcessName(string name)
    {
        byte* text = stackalloc byte[LongestName + 1];
        int length = 0;
        while (length < LongestName && length < name.Length)
        {
            text[length] = name[length] is > ' ' and < (char)127 ? (byte)name[length] : (byte)'_';
            length++;
        }
        text[length] = 0;
        _ = LibC.ControlProcess(LibC.PR_SET_NAME, text, 0, 0, 0);
    }

    public override void FillRandom(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint count;
            fixed (byte* start = buffer)
                count = LibC.GetRandom(start, (nuint)buffer.Length, 0);
            if (count >= 0)
                buffer = buffer[(int)count..];
            else if (LibC.Errno != LibC.EINTR)
                throw LibC.Failure("No secret can be made", "getrandom", LibC.Errno);
        }
    }

    public override LineOutput OpenLineOutput(string? path)
    {
        if (path is null)
            return new Descriptor(2);
        using NativeStrings name = new([path]);
        int descriptor = LibC.Open(name.Pointers[0], LibC.O_WRONLY | LibC.O_CREAT | LibC.O_APPEND | LibC.O_CLOEXEC, 0x180);
        return descriptor >= 0 ? new Descriptor(descriptor) : throw LibC.Failure($"Nothing can be logged to '{path}'", "open", LibC.Errno);
    }

    private sealed class Descriptor(int descriptor) : LineOutput
    {
        public override void Write(string line)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
            fixed (byte* start = bytes)
                _ = LibC.Write(descriptor, start, (nuint)bytes.Length);
        }
    }
}

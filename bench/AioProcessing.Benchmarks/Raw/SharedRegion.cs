using Microsoft.Win32.SafeHandles;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>Plain memory that two processes map. Lives as long as they do.</summary>
internal sealed unsafe class SharedRegion
{
    /// <summary>Apart by two cache lines, because processors fetch lines in pairs.</summary>
    public const int Line = 128;

    private const int SizeBytes = 16 << 20;

    private SharedRegion(byte* memory, string path)
    {
        Memory = memory;
        Path = path;
    }

    public byte* Memory { get; }

    /// <summary>Where another process of this user opens it.</summary>
    public string Path { get; }

    public static SharedRegion Create()
    {
        int descriptor = Native.CreateMemory("aio-bench", SizeBytes);
        return new SharedRegion(Native.Map(descriptor, SizeBytes), $"/proc/{Environment.ProcessId}/fd/{descriptor}");
    }

    public static SharedRegion Open(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return new SharedRegion(Native.Map((int)file.DangerousGetHandle(), SizeBytes), path);
    }
}

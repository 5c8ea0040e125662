using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>A futex on memory that several processes map, hence without the private flag.</summary>
internal sealed unsafe partial class LinuxDoorbell : Doorbell
{
    private const long FutexCall = 202; // x64; other architectures number it differently and are not claimed.
    private const int WaitOperation = 0;
    private const int WakeOperation = 1;

    public override void Wait(ref uint word, uint expected)
    {
        fixed (uint* address = &word)
            _ = syscall(FutexCall, address, WaitOperation, expected, null, null, 0);
    }

    public override void Wake(ref uint word)
    {
        fixed (uint* address = &word)
            _ = syscall(FutexCall, address, WakeOperation, 1, null, null, 0);
    }

    [LibraryImport("libc")]
    private static partial long syscall(long number, uint* address, int operation, uint value, void* timeout, uint* address2, uint value3);
}

using System.Runtime.InteropServices;

namespace AioProcessing.Torture;

/// <summary>What the library has no reason to send.</summary>
internal static partial class Signal
{
    private const int SigContinue = 18;
    private const int SigStop = 19;

    public static void Stop(int pid) => _ = kill(pid, SigStop);

    public static void Continue(int pid) => _ = kill(pid, SigContinue);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hello;

/// <summary>The smallest managed program: what a process costs when nobody adds anything to it.</summary>
/// <remarks>With an argument it writes the time of its first instruction, eight bytes, to standard output, without the console's start-up.</remarks>
internal static unsafe partial class Program
{
    private static void Main(string[] arguments)
    {
        long firstInstruction = Stopwatch.GetTimestamp();
        if (arguments.Length > 0)
            Write(1, &firstInstruction, sizeof(long));
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, void* bytes, nint count);
}

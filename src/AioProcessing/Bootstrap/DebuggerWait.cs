using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AioProcessing.Bootstrap;

/// <summary>A child that was asked to stops here, before its target, until somebody has attached a debugger.</summary>
internal static class DebuggerWait
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ChildProfile profile)
    {
        Console.Error.WriteLine($"Process {profile.Name} (pid {Environment.ProcessId}) waits for a debugger.");
        // Nothing tells of an attached debugger but this property.
        while (!Debugger.IsAttached)
            Thread.Sleep(50);
        Debugger.Break();
    }
}

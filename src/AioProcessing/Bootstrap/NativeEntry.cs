using System.Runtime.CompilerServices;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>The door of programs compiled to native code: there all module initializers run before <c>Main</c>, one after the other and without a lock.</summary>
/// <remarks>
/// Elsewhere it must stay shut. With a JIT an initializer runs at the first touch of its module, if ever; and while it runs, every other thread that enters the module
/// waits for it, so that a child would wait for itself.
/// </remarks>
internal static class NativeEntry
{
#pragma warning disable CA2255 // An initializer in a library: it is the only code of ours that native code runs before Main.
    [ModuleInitializer]
    internal static void Enter()
    {
        if (NativeTypes.IsNative)
            ProgramDoor.EnterIfChild();
    }
#pragma warning restore CA2255
}

using AioProcessing.Bootstrap;

/// <summary>Found by the runtime under this very name, without a namespace, in an assembly that DOTNET_STARTUP_HOOKS names; runs before the program's Main.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // Somebody else may have named us as a hook; then there is nothing to take over.
        ProgramDoor.EnterIfChild();
    }
}

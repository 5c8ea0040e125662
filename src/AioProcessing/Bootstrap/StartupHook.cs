using AioProcessing.Bootstrap;

/// <summary>Found by the runtime under this very name, without a namespace, in an assembly that DOTNET_STARTUP_HOOKS names; runs before the program's Main.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // Without the marker somebody else has named us as a hook; then there is nothing to take over.
        if (Environment.GetEnvironmentVariable(ChildEnvironment.Marker) is null)
            return;
        ChildEnvironment.Restore();
        // Not a return: Main comes after us.
        Environment.Exit(ChildMain.Run());
    }
}

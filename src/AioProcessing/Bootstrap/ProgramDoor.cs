namespace AioProcessing.Bootstrap;

/// <summary>The takeover of a child that runs the program itself, wherever before or in <c>Main</c> it happens.</summary>
internal static class ProgramDoor
{
    /// <summary>In a child that has not been taken over: runs its job and ends the process. Elsewhere it returns at once.</summary>
    public static void EnterIfChild()
    {
        if (Environment.GetEnvironmentVariable(ChildEnvironment.Marker) is null)
            return;
        ChildEnvironment.Restore();
        // Not a return: the program's own Main comes after us.
        Environment.Exit(ChildMain.Run());
    }
}

namespace AioProcessing.Bootstrap;

/// <summary>How children of this process are started, so that the library has the first word in them. Found once.</summary>
/// <param name="Program">The executable.</param>
/// <param name="Arguments">The argument vector, the program's name first.</param>
/// <param name="Door">Where the library gets the first word.</param>
/// <param name="HookName">What the hook variable has to name; empty without a hook.</param>
/// <param name="EntryAssembly">Simple name of the assembly that the child has to call its entry assembly; empty = it does so anyway.</param>
/// <param name="EntryPath">Its file.</param>
internal sealed record LaunchPlan(
    string Program, IReadOnlyList<string> Arguments, ChildDoor Door, string HookName = "", string EntryAssembly = "", string EntryPath = "")
{
    private static LaunchPlan? s_current;

    /// <summary>The file that children load the library from; null where it is not a file of its own.</summary>
    public LibraryFile? Library { get; init; }

    /// <summary>The plan for this process.</summary>
    /// <exception cref="PlatformNotSupportedException">No way is open; the message says what to change.</exception>
    /// <exception cref="InvalidOperationException">This process is itself a child that has not been taken over yet.</exception>
    public static LaunchPlan Current => s_current ??= MakeForThisProcess();

    private static LaunchPlan MakeForThisProcess()
    {
        LaunchFacts facts = LaunchFacts.Gather();
        return Make(facts) with { Library = facts.LibraryPath.Length == 0 ? null : LibraryFile.Open(facts.LibraryPath, typeof(LaunchPlan).Module.ModuleVersionId) };
    }

    /// <summary>The decision. Pure, so that every kind of host can be tried without being one.</summary>
    public static LaunchPlan Make(LaunchFacts facts)
    {
        if (facts.IsUnclaimedChild)
            throw new InvalidOperationException(
                "A child process may not start children before AioProcessing has taken it over: each of them would do the same without end. Some startup hook calls "
                + "AioProcess.Start; move the call to where the program's own work begins.");
        if (facts.IsNative)
            // By the file that this process runs, and not by its path: types and methods are named by their places in it.
            return new(facts.ProgramImage, [facts.ProcessPath], ChildDoor.Program);
        // The host resolves the program's other assemblies beside the one that it is asked to run, so this library must lie there.
        bool canRunLibrary = facts.Muxer.Length > 0 && facts.DepsFile.Length > 0 && facts.RuntimeConfig.Length > 0 && facts.LibraryPath.Length > 0
            && Path.GetDirectoryName(facts.DepsFile) == Path.GetDirectoryName(facts.LibraryPath);
        if (canRunLibrary)
            return new(facts.Muxer, ["dotnet", "exec", "--depsfile", facts.DepsFile, "--runtimeconfig", facts.RuntimeConfig, facts.LibraryPath], ChildDoor.Library,
                EntryAssembly: facts.EntryName, EntryPath: facts.EntryPath);

        if (!facts.HooksAreOn && !facts.MainAdmitsChildren)
            throw new PlatformNotSupportedException(
                "No child can be started: this program is published so that its children would run its own Main (startup hooks are switched off, as PublishTrimmed and "
                + "PublishAot do). Set <StartupHookSupport>true</StartupHookSupport> in the project, or make AioProcess.FreezeSupport() the first statement of Main.");
        ChildDoor door = facts.HooksAreOn ? ChildDoor.Hook : ChildDoor.Program;
        string hook = !facts.HooksAreOn ? "" : facts.LibraryIsTrusted || facts.LibraryPath.Length == 0 ? facts.LibraryName : facts.LibraryPath;
        if (!facts.RunsUnderMuxer)
            return new(facts.ProcessPath, [facts.ProcessPath], door, hook);
        if (facts.EntryPath.Length == 0)
            throw new PlatformNotSupportedException("No child can be started: this process runs under 'dotnet', but has no entry assembly on disk to run again.");
        List<string> arguments = ["dotnet", "exec"];
        if (facts.DepsFile.Length > 0)
            arguments.AddRange(["--depsfile", facts.DepsFile]);
        if (facts.RuntimeConfig.Length > 0)
            arguments.AddRange(["--runtimeconfig", facts.RuntimeConfig]);
        arguments.Add(facts.EntryPath);
        return new(facts.ProcessPath, arguments, door, hook);
    }
}

/// <summary>Where the library gets the first word in a child.</summary>
internal enum ChildDoor
{
    /// <summary>The child runs this library instead of the program, and the library's <c>Main</c>.</summary>
    Library,

    /// <summary>The child runs the program; the runtime calls <c>StartupHook</c> before its <c>Main</c>.</summary>
    Hook,

    /// <summary>The child runs the program, which lets us in: by <c>AioProcess.FreezeSupport</c>, or as native code, where <see cref="NativeEntry"/> comes before <c>Main</c>.</summary>
    Program,
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AioProcessing.Os;

namespace AioProcessing.Bootstrap;

/// <summary>How children of this process are started, so that the library has the first word in them. Found once.</summary>
/// <param name="Program">The executable.</param>
/// <param name="Arguments">The argument vector, the program's name first.</param>
/// <param name="IsByHook">The child enters through <c>StartupHook</c>, else through <c>Main</c> of this library.</param>
/// <param name="HookName">What the hook variable has to name; empty without a hook.</param>
/// <param name="EntryAssembly">Simple name of the assembly that the child has to call its entry assembly; empty = it does so anyway.</param>
/// <param name="EntryPath">Its file.</param>
internal sealed record LaunchPlan(
    string Program, IReadOnlyList<string> Arguments, bool IsByHook, string HookName = "", string EntryAssembly = "", string EntryPath = "")
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
            throw new PlatformNotSupportedException("A program compiled by NativeAOT cannot start AioProcessing children: build it without PublishAot.");
        // The host resolves the program's other assemblies beside the one that it is asked to run, so this library must lie there.
        bool canRunLibrary = facts.Muxer.Length > 0 && facts.DepsFile.Length > 0 && facts.RuntimeConfig.Length > 0 && facts.LibraryPath.Length > 0
            && Path.GetDirectoryName(facts.DepsFile) == Path.GetDirectoryName(facts.LibraryPath);
        if (canRunLibrary)
            return new(facts.Muxer, ["dotnet", "exec", "--depsfile", facts.DepsFile, "--runtimeconfig", facts.RuntimeConfig, facts.LibraryPath], false,
                EntryAssembly: facts.EntryName, EntryPath: facts.EntryPath);

        if (!facts.HooksAreOn)
            throw new PlatformNotSupportedException(
                "No child can be started: this program is published so that its children would run its own Main (startup hooks are switched off, as PublishTrimmed and "
                + "PublishAot do). Set <StartupHookSupport>true</StartupHookSupport> in the project, or do not trim it.");
        string hook = facts.LibraryIsTrusted || facts.LibraryPath.Length == 0 ? facts.LibraryName : facts.LibraryPath;
        if (!facts.RunsUnderMuxer)
            return new(facts.ProcessPath, [facts.ProcessPath], true, hook);
        if (facts.EntryPath.Length == 0)
            throw new PlatformNotSupportedException("No child can be started: this process runs under 'dotnet', but has no entry assembly on disk to run again.");
        List<string> arguments = ["dotnet", "exec"];
        if (facts.DepsFile.Length > 0)
            arguments.AddRange(["--depsfile", facts.DepsFile]);
        if (facts.RuntimeConfig.Length > 0)
            arguments.AddRange(["--runtimeconfig", facts.RuntimeConfig]);
        arguments.Add(facts.EntryPath);
        return new(facts.ProcessPath, arguments, true, hook);
    }
}

/// <summary>What the plan depends on. Empty strings stand for what does not exist.</summary>
internal sealed record LaunchFacts
{
    public required bool IsUnclaimedChild { get; init; }
    public required bool IsNative { get; init; }
    public required bool HooksAreOn { get; init; }
    public required bool RunsUnderMuxer { get; init; }
    public required bool LibraryIsTrusted { get; init; }
    public required string ProcessPath { get; init; }
    public required string Muxer { get; init; }
    public required string DepsFile { get; init; }
    public required string RuntimeConfig { get; init; }
    public required string EntryName { get; init; }
    public required string EntryPath { get; init; }
    public required string LibraryPath { get; init; }
    public required string LibraryName { get; init; }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is one of the answers that the plan handles.")]
    public static LaunchFacts Gather()
    {
        Assembly library = typeof(LaunchFacts).Assembly;
        Assembly? entry = Assembly.GetEntryAssembly();
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        string processPath = Environment.ProcessPath ?? "";
        string depsFile = ExistingOrEmpty(FirstOf(AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? ""));
        return new LaunchFacts
        {
            IsUnclaimedChild = ThisProcess.Profile is null && (entry == library || Environment.GetEnvironmentVariable(ChildEnvironment.Marker) is not null),
            // Where code has no metadata, no job can name it.
            IsNative = !((Func<LaunchFacts>)Gather).Method.HasMetadataToken(),
            HooksAreOn = !AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out bool isOn) || isOn,
            RunsUnderMuxer = Path.GetFileNameWithoutExtension(processPath) == "dotnet",
            LibraryIsTrusted = library.Location.Length > 0 && trusted.Contains(library.Location, StringComparison.Ordinal),
            ProcessPath = processPath,
            Muxer = FindMuxer(typeof(object).Assembly.Location),
            DepsFile = depsFile,
            RuntimeConfig = depsFile.EndsWith(DepsSuffix, StringComparison.Ordinal)
                ? ExistingOrEmpty(string.Concat(depsFile.AsSpan(0, depsFile.Length - DepsSuffix.Length), ".runtimeconfig.json"))
                : "",
            EntryName = entry?.GetName().Name ?? "",
            EntryPath = entry?.Location ?? "",
            LibraryPath = library.Location,
            LibraryName = library.GetName().Name!,
        };
    }

    private const string DepsSuffix = ".deps.json";

    /// <summary>The list is separated by semicolons on every system.</summary>
    private static string FirstOf(string list) => list.IndexOf(';') is >= 0 and int end ? list[..end] : list;

    private static string ExistingOrEmpty(string path) => path.Length > 0 && File.Exists(path) ? path : "";

    /// <summary>ROOT/dotnet for ROOT/shared/Microsoft.NETCore.App/VERSION/System.Private.CoreLib.dll; empty for a runtime that lies elsewhere, such as beside the program.</summary>
    private static string FindMuxer(string coreLibrary)
    {
        string? framework = Path.GetDirectoryName(Path.GetDirectoryName(coreLibrary));
        string? shared = Path.GetDirectoryName(framework);
        if (Path.GetFileName(shared) != "shared" || Path.GetDirectoryName(shared) is not { } root)
            return "";
        return ExistingOrEmpty(Path.Combine(root, Platform.MuxerName));
    }
}

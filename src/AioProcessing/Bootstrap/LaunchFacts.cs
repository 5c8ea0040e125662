using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>What the plan depends on. Empty strings stand for what does not exist.</summary>
internal sealed record LaunchFacts
{
    public required bool IsUnclaimedChild { get; init; }
    public required bool IsNative { get; init; }

    /// <summary>The program calls <c>AioProcess.FreezeSupport</c>.</summary>
    public bool MainAdmitsChildren { get; init; }

    public required bool HooksAreOn { get; init; }
    public required bool RunsUnderMuxer { get; init; }
    public required bool LibraryIsTrusted { get; init; }
    public required string ProcessPath { get; init; }

    /// <summary>Opens the very file that this process runs, also after it was replaced.</summary>
    public string ProgramImage { get; init; } = "";

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
            IsNative = NativeTypes.IsNative,
            MainAdmitsChildren = ThisProcess.MainAdmitsChildren,
            HooksAreOn = !AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out bool isOn) || isOn,
            RunsUnderMuxer = Path.GetFileNameWithoutExtension(processPath) == "dotnet",
            LibraryIsTrusted = library.Location.Length > 0 && trusted.Contains(library.Location, StringComparison.Ordinal),
            ProcessPath = processPath,
            ProgramImage = NativeTypes.IsNative ? Platform.ProgramImagePath : "",
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

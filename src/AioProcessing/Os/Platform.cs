using System.Net.Sockets;
using AioProcessing.Os.Linux;

namespace AioProcessing.Os;

/// <summary>Chooses the operating system's classes. No other file knows which system this is.</summary>
internal static class Platform
{
    // Made with the class: each is empty until it is used, and a child reads them before it has loaded what a lock or an atomic swap needs.
    private static readonly ProcessWatcher? s_processWatcher = IsLinux ? new LinuxProcessWatcher() : null;
    private static readonly ProcessLauncher? s_processLauncher = IsLinux ? new LinuxProcessLauncher() : null;
    private static readonly Doorbell? s_doorbell = IsLinux ? new LinuxDoorbell() : null;

    /// <summary>The one watcher of this process.</summary>
    public static ProcessWatcher ProcessWatcher => s_processWatcher ?? throw Unsupported();

    /// <summary>The one launcher of this process.</summary>
    public static ProcessLauncher ProcessLauncher => s_processLauncher ?? throw Unsupported();

    /// <summary>How threads of this process sleep on a word that others share.</summary>
    public static Doorbell Doorbell => s_doorbell ?? throw Unsupported();

    /// <summary>How this process hands sockets on.</summary>
    public static HandleExchange HandleExchange => Handover.Exchange ?? throw Unsupported();

    /// <summary>The file name of the program that runs .NET applications.</summary>
    public static string MuxerName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>A path that opens the very file that this process runs, also when another one has taken its name meanwhile.</summary>
    public static string ProgramImagePath => IsLinux ? LinuxProgramImage.Path : throw Unsupported();

    private static bool IsLinux => OperatingSystem.IsLinux();

    /// <summary>Fresh zeroed shared memory.</summary>
    public static SharedMapping CreateMapping(long sizeBytes) => IsLinux ? LinuxSharedMapping.Create(sizeBytes) : throw Unsupported();

    /// <summary>Shared memory that another process made, by an inherited descriptor.</summary>
    public static SharedMapping OpenMapping(int descriptor, long sizeBytes) =>
        IsLinux ? LinuxSharedMapping.Open(descriptor, sizeBytes) : throw Unsupported();

    /// <summary>A way for the output of a child to this process.</summary>
    public static OutputPipe CreateOutputPipe() => IsLinux ? new LinuxOutputPipe() : throw Unsupported();

    /// <summary>Things that are asked of the system about this process itself.</summary>
    public static SelfService Self => IsLinux ? LinuxSelfService.Instance : throw Unsupported();

    /// <summary>The program's image in memory, told by an address inside it.</summary>
    public static ProgramImage OpenImage(nint address) => IsLinux ? new LinuxProgramImage(address) : throw Unsupported();

    /// <summary>Where named contexts are kept.</summary>
    public static ContextStore ContextStore => IsLinux ? new LinuxContextStore(LinuxContextStore.DefaultPath) : throw Unsupported();

    /// <summary>Where shared memory that has a name of its own is kept.</summary>
    public static ContextStore MemoryStore => IsLinux ? new LinuxContextStore(LinuxContextStore.MemoryPath) : throw Unsupported();

    /// <summary>How much memory this process may still take before the system ends processes for want of it; an estimate.</summary>
    public static long AvailableMemoryBytes => IsLinux ? LinuxMemoryLimit.Read().AvailableBytes : long.MaxValue;

    /// <summary>A lock that goes with the memory behind a descriptor, for every process that has one.</summary>
    public static SystemLock OpenLock(int descriptor) => IsLinux ? LinuxFileLock.Reopen(descriptor) : throw Unsupported();

    /// <summary>Two connected stream sockets that no other process can reach.</summary>
    public static (Socket First, Socket Second) CreateSocketPair() => IsLinux ? LinuxSockets.CreatePair() : throw Unsupported();

    /// <summary>Lets only this user use the file at <paramref name="path"/>.</summary>
    public static void MakePrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Whether there is a Unix domain socket at <paramref name="path"/>, and not a file of another kind.</summary>
    public static bool IsSocket(string path) => IsLinux && LinuxSockets.IsAt(path);

    /// <summary>A new directory that only this user can enter.</summary>
    public static PrivateDirectory CreatePrivateDirectory() => IsLinux ? LinuxPrivateDirectory.Create() : throw Unsupported();

    // Apart, because a child that hands nothing on need not load what sockets need.
    private static class Handover
    {
        public static readonly HandleExchange? Exchange = IsLinux ? new LinuxHandleExchange() : null;
    }

    private static PlatformNotSupportedException Unsupported() =>
        new($"AioProcessing runs on Linux; this is {Environment.OSVersion.VersionString}. Run the program on Linux, in a container, or under WSL 2.");
}

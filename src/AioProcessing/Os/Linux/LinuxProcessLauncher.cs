using System.Runtime.ExceptionServices;

namespace AioProcessing.Os.Linux;

/// <summary>posix_spawn: cheap however large this process is, and every inherited descriptor is named here.</summary>
internal sealed unsafe class LinuxProcessLauncher(bool hasCloseFrom = true) : ProcessLauncher
{
    private const int LowestClosed = SharedDescriptor + 1;

    // False once the libc was found to lack posix_spawn_file_actions_addclosefrom_np.
    private volatile bool _hasCloseFrom = hasCloseFrom;

    public override (ChildHandle Child, LocalChannel Channel) Launch(LaunchRequest request)
    {
        (LinuxLocalChannel ours, LinuxLocalChannel childs) = LinuxLocalChannel.CreatePair();
        using (childs)
        {
            try
            {
                int pid = request.Affinity is null && request.Niceness is null ? Spawn(request, childs.Descriptor) : SpawnScheduled(request, childs.Descriptor);
                LinuxChildHandle child = new(pid);
                if (request.PrivateMemoryLimitBytes is { } limit)
                    LimitMemory(child, limit);
                return (child, ours);
            }
            catch
            {
                ours.Dispose();
                throw;
            }
        }
    }

    public override LocalChannel AdoptChannel()
    {
        _ = LibC.ControlQuietly(ChannelDescriptor, LibC.F_SETFD, LibC.FD_CLOEXEC);
        // Fails, and may, where there is none.
        _ = LibC.ControlQuietly(SharedDescriptor, LibC.F_SETFD, LibC.FD_CLOEXEC);
        return new LinuxLocalChannel(ChannelDescriptor);
    }

    public override void EndThisProcess(int exitCode) => LibC.Exit(exitCode);

    /// <summary>On a thread of its own, whose processors and priority the child inherits, so that it has them from its first instruction, in every thread.</summary>
    private int SpawnScheduled(LaunchRequest request, int channel)
    {
        int pid = 0;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Scheduling.ApplyToThisThread(request.Affinity, request.Niceness);
                pid = Spawn(request, channel);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return pid;
    }

    private static void LimitMemory(LinuxChildHandle child, long bytes)
    {
        LibC.ResourceLimit limit = new() { Soft = (ulong)bytes, Hard = (ulong)bytes };
        // A child that has ended needs no limit.
        if (LibC.SetResourceLimit(child.Identity.Pid, LibC.RLIMIT_DATA, &limit, null) == 0 || LibC.Errno == LibC.ESRCH)
            return;
        AioException error = LibC.Failure($"The memory of process {child.Identity.Pid} cannot be limited to {bytes:N0} bytes", "prlimit", LibC.Errno);
        _ = child.Signal(Os.Signal.Kill);
        _ = child.Reap();
        child.Dispose();
        throw error;
    }

    private int Spawn(LaunchRequest request, int channel)
    {
        // An action must not overwrite a descriptor that a later one copies from, and copying a descriptor onto itself would keep it close-on-exec.
        using MovedDescriptor from = new(channel);
        using MovedDescriptor shared = new(request.SharedMemory);
        using MovedDescriptor output = new(request.StandardOutput);
        using MovedDescriptor error = new(request.StandardError);
        byte* actions = stackalloc byte[LibC.SpawnActionsSize];
        Check(LibC.ActionsInit(actions), "posix_spawn_file_actions_init");
        try
        {
            fixed (byte* nullDevice = "/dev/null"u8)
                Check(LibC.ActionsAddOpen(actions, 0, nullDevice, LibC.O_RDONLY, 0), "posix_spawn_file_actions_addopen");
            Redirect(actions, output.Number, 1);
            Redirect(actions, error.Number, 2);
            Check(LibC.ActionsAddDuplicate(actions, from.Number, ChannelDescriptor), "posix_spawn_file_actions_adddup2");
            if (shared.Number >= 0)
                Check(LibC.ActionsAddDuplicate(actions, shared.Number, SharedDescriptor), "posix_spawn_file_actions_adddup2");
            CloseTheRest(actions, shared.Number >= 0 ? LowestClosed : SharedDescriptor);
            using NativeStrings directory = new(request.WorkingDirectory is { } path ? [path] : []);
            if (request.WorkingDirectory is not null)
                Check(LibC.ActionsAddChangeDirectory(actions, directory.Pointers[0]), "posix_spawn_file_actions_addchdir_np");
            return Spawn(request, actions);
        }
        finally
        {
            _ = LibC.ActionsDestroy(actions);
        }
    }

    private static void Redirect(byte* actions, int to, int stream)
    {
        if (to >= 0)
            Check(LibC.ActionsAddDuplicate(actions, to, stream), "posix_spawn_file_actions_adddup2");
        if (to != LaunchRequest.Discarded)
            return;
        fixed (byte* nullDevice = "/dev/null"u8)
            Check(LibC.ActionsAddOpen(actions, stream, nullDevice, LibC.O_WRONLY, 0), "posix_spawn_file_actions_addopen");
    }

    private static int Spawn(LaunchRequest request, byte* actions)
    {
        byte* attributes = stackalloc byte[LibC.SpawnAttributesSize];
        byte* signals = stackalloc byte[LibC.SignalSetSize];
        Check(LibC.AttributesInit(attributes), "posix_spawnattr_init");
        _ = LibC.SignalSetClear(signals);
        Check(LibC.AttributesSetMask(attributes, signals), "posix_spawnattr_setsigmask");
        _ = LibC.SignalSetFill(signals);
        Check(LibC.AttributesSetDefaults(attributes, signals), "posix_spawnattr_setsigdefault");
        Check(LibC.AttributesSetFlags(attributes, LibC.POSIX_SPAWN_SETSIGDEF | LibC.POSIX_SPAWN_SETSIGMASK), "posix_spawnattr_setflags");
        using NativeStrings program = new([request.Program]);
        using NativeStrings arguments = new(request.Arguments);
        using NativeStrings environment = new(request.Environment);
        int pid;
        int error = LibC.Spawn(&pid, program.Pointers[0], actions, attributes, arguments.Pointers, environment.Pointers);
        _ = LibC.AttributesDestroy(attributes);
        if (error != 0)
        {
            string place = request.WorkingDirectory is { } directory ? $" in directory '{directory}'" : "";
            throw LibC.Failure($"'{request.Program}' cannot be started{place}", "posix_spawn", error);
        }
        return pid;
    }

    private void CloseTheRest(byte* actions, int lowest)
    {
        if (_hasCloseFrom)
        {
            try
            {
                Check(LibC.ActionsAddCloseFrom(actions, lowest), "posix_spawn_file_actions_addclosefrom_np");
                return;
            }
            catch (EntryPointNotFoundException)
            {
                _hasCloseFrom = false;
            }
        }
        // Older systems: what is open now. What another thread opens meanwhile is close-on-exec, unless native code made it.
        foreach (string entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), out int descriptor) && descriptor >= lowest)
                Check(LibC.ActionsAddClose(actions, descriptor), "posix_spawn_file_actions_addclose");
        }
    }

    private static void Check(int error, string call)
    {
        if (error != 0)
            throw LibC.Failure("No process can be started", call, error);
    }

    /// <summary>A descriptor, or a copy of it above the numbers given to children where it is one of those.</summary>
    private readonly ref struct MovedDescriptor
    {
        private readonly bool _isCopy;

        public MovedDescriptor(int descriptor)
        {
            _isCopy = descriptor is >= 0 and < LowestClosed;
            Number = _isCopy ? LibC.Control(descriptor, LibC.F_DUPFD_CLOEXEC, LowestClosed) : descriptor;
            if (_isCopy && Number < 0)
                throw LibC.Failure("No process can be started", "fcntl", LibC.Errno);
        }

        public int Number { get; }

        public void Dispose()
        {
            if (_isCopy)
                _ = LibC.Close(Number);
        }
    }
}

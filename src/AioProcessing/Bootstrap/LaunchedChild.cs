using AioProcessing.Os;

namespace AioProcessing.Bootstrap;

/// <summary>A process that was started and has no job yet.</summary>
/// <param name="Handle">The process.</param>
/// <param name="Channel">Our end.</param>
internal sealed record LaunchedChild(ChildHandle Handle, LocalChannel Channel)
{
    /// <summary>The library runs in it, and has said so.</summary>
    public bool HasTakenOver { get; init; }

    public OutputPump? Output { get; private init; }

    public OutputPump? Error { get; private init; }

    /// <exception cref="AioException">The process could not be started.</exception>
    public static LaunchedChild Launch(LaunchPlan plan, string name, LaunchSettings settings, int sharedMemory)
    {
        OutputPipe? output = MakePipe(settings.StandardOutput);
        OutputPipe? error = MakePipe(settings.StandardError);
        try
        {
            (ChildHandle handle, LocalChannel channel) = Platform.ProcessLauncher.Launch(
                new LaunchRequest(plan.Program, [.. plan.Arguments, "--child", name], ChildEnvironment.Make(plan, settings.EnvironmentChanges()), settings.WorkingDirectory, sharedMemory)
                {
                    StandardOutput = DescriptorFor(settings.StandardOutput, output),
                    StandardError = DescriptorFor(settings.StandardError, error),
                    Affinity = settings.Affinity,
                    Niceness = settings.Niceness,
                    PrivateMemoryLimitBytes = settings.PrivateMemoryLimitBytes,
                });
            output?.CloseWriteEnd();
            error?.CloseWriteEnd();
            return new LaunchedChild(handle, channel)
            {
                Output = OutputPump.Start(output, settings.StandardOutput),
                Error = OutputPump.Start(error, settings.StandardError),
            };
        }
        catch
        {
            output?.Dispose();
            error?.Dispose();
            throw;
        }
    }

    /// <summary>It will get no job.</summary>
    public void Abandon()
    {
        _ = Handle.Signal(Signal.Kill);
        _ = Handle.Reap();
        Channel.Dispose();
        Handle.Dispose();
        WriterEnded();
    }

    public void WriterEnded()
    {
        Output?.WriterEnded();
        Error?.WriterEnded();
    }

    private static OutputPipe? MakePipe(OutputTarget target) => target.OnLine is null ? null : Platform.CreateOutputPipe();

    private static int DescriptorFor(OutputTarget target, OutputPipe? pipe) =>
        pipe?.WriteEnd ?? (target.IsDiscarded ? LaunchRequest.Discarded : LaunchRequest.Inherited);
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using AioProcessing.Core;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>
/// A child from its first line to its last. Every call here is paid by every start: no culture, no console, no look-up of a type by its name, and no generic
/// code that the library's image does not already hold.
/// </summary>
internal static class ChildMain
{
    private const int NotAChild = 64;

    /// <summary>Entered by <c>dotnet exec … AioProcessing.dll</c>.</summary>
    private static int Main(string[] arguments)
    {
        if (arguments is ["--child", ..])
            return Run();
        Console.Error.WriteLine("AioProcessing is a library. It starts its children through this entry point; there is nothing to run here.");
        return NotAChild;
    }

    /// <summary>Takes over, runs the job, reports. Returns the exit code.</summary>
    public static int Run()
    {
        LocalChannel channel = Platform.ProcessLauncher.AdoptChannel();
        SayHello(channel);
        byte[]? message = ReceiveJob(channel);
        if (message is null)
            // The parent is gone, or has changed its mind.
            return 1;
        bool listens = BitConverter.ToInt32(message, 0) != 0;
        CancellationToken cancellation = Lifeline.Attach(channel, listens);
        ExitReport report = new(channel, cancellation);
        PayloadReader reader = new(new ReadOnlySpan<byte>(message, sizeof(int), message.Length - sizeof(int))) { Cancellation = cancellation };
        Job job;
        try
        {
            ChildProfile profile = ChildProfile.Read(ref reader);
            InheritedArena.Descriptor = reader.ReadInt32();
            ThisProcess.Profile = profile;
            ProcessKey.Inherit(profile.AuthKey);
            Restore(profile);
            job = Job.Read(ref reader);
        }
        catch (Exception exception)
        {
            return report.Failed(exception);
        }
        report.Decoded();
        try
        {
            object? value = JobRunner.Run(job, out Type? type);
            return report.Returned(type, value);
        }
        catch (Exception exception)
        {
            return report.Failed(exception);
        }
    }

    private static void SayHello(LocalChannel channel)
    {
        Span<byte> hello = stackalloc byte[Message.HeadSize];
        Message.WriteHead(hello, MessageKind.Hello, 0);
        // A parent that is gone shows in the next receive.
        _ = channel.Send(hello);
    }

    private static byte[]? ReceiveJob(LocalChannel channel)
    {
        Span<byte> head = stackalloc byte[Message.HeadSize];
        if (!Message.TryFill(channel, head) || Message.ReadHead(head, out int size) != MessageKind.Job)
            return null;
        byte[] payload = GC.AllocateUninitializedArray<byte>(size);
        return Message.TryFill(channel, payload) ? payload : null;
    }

    /// <summary>Makes this process answer as the program that it belongs to, where it was launched through this library.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The entry assembly is part of the program.")]
    private static void Restore(ChildProfile profile)
    {
        if (profile.EntryAssembly.Length == 0)
            return;
        Assembly entry;
        try
        {
            entry = Assembly.Load(new AssemblyName { Name = profile.EntryAssembly });
        }
        catch (FileNotFoundException) when (profile.EntryPath.Length > 0)
        {
            entry = AssemblyLoadContext.Default.LoadFromAssemblyPath(profile.EntryPath);
        }
        Assembly.SetEntryAssembly(entry);
        if (AppContext.BaseDirectory != profile.BaseDirectory)
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", profile.BaseDirectory);
    }
}

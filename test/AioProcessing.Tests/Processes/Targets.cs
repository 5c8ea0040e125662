using System.Diagnostics;

namespace AioProcessing.Tests.Processes;

/// <summary>What the children of these tests do.</summary>
internal static class Targets
{
    public static void Nothing()
    {
    }

    public static int Sum(int[] numbers) => numbers.Sum();

    public static async Task<int> SumSlowly(int[] numbers)
    {
        await Task.Yield();
        return numbers.Sum();
    }

    public static string Echo(string text) => text;

    public static async Task Write(string path, string text) => await File.WriteAllTextAsync(path, text);

    public static int Fail(string message) => throw new InvalidOperationException(message);

    public static async Task FailSlowly(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public static void Exit(int code) => Environment.Exit(code);

    public static void Abort() => Environment.FailFast("on purpose");

    public static void Sleep() => Thread.Sleep(Timeout.Infinite);

    /// <summary>Says that it runs by making the file, then does nothing for ever.</summary>
    public static void SleepAfter(string path)
    {
        File.WriteAllText(path, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Thread.Sleep(Timeout.Infinite);
    }

    public static int WaitForCancellation(string path, CancellationToken cancellationToken)
    {
        File.WriteAllText(path, "");
        cancellationToken.WaitHandle.WaitOne();
        return 42;
    }

    public static void ThrowOnCancellation(CancellationToken cancellationToken)
    {
        cancellationToken.WaitHandle.WaitOne();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public static void IgnoreCancellation(CancellationToken cancellationToken) => Thread.Sleep(cancellationToken.CanBeCanceled ? Timeout.Infinite : 0);

    public static string Describe() =>
        $"{AioProcess.Current.Name}|{AioProcess.Current.Id == Environment.ProcessId}|{AioProcess.Parent?.Id}|{AioProcess.Parent?.Name}|{AioProcess.Parent?.IsAlive}";

    public static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "(none)";

    public static string WorkingDirectory() => Environment.CurrentDirectory;

    public static string ProgramFacts() =>
        $"{System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name}|{AppContext.BaseDirectory}";

    public static int ReadStandardInput() => Console.In.Read();

    /// <summary>Close-on-exec or not, what is open before anything of ours opens more.</summary>
    public static string InheritedDescriptors()
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "ls /proc/self/fd"]) { RedirectStandardOutput = true })!;
        return string.Join(',', shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Starts a grandchild that sleeps, says both pids, and sleeps.</summary>
    public static void SleepWithChild(string path)
    {
        AioProcess grandchild = AioProcess.Start(SleepAfter, path + ".grandchild");
        File.WriteAllText(path, grandchild.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Thread.Sleep(Timeout.Infinite);
    }

    public static async Task<string> NamesBelow()
    {
        await using AioProcess<string> first = AioProcess.Start(Describe);
        await using AioProcess<string> second = AioProcess.Start(Describe);
        return (await first.Result).Split('|')[0] + " " + (await second.Result).Split('|')[0];
    }

    public static int HandlerOnExit(string path)
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllText(path, "handler ran");
        return 1;
    }

    public static int UnfinishedForegroundThread(string path)
    {
        using ManualResetEventSlim started = new();
        new Thread(() =>
        {
            started.Set();
            Thread.Sleep(200);
            File.WriteAllText(path, "thread ran");
        }).Start();
        started.Wait();
        return 1;
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AioProcessing.Tests.Processes;

public sealed class EndingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Endings => new()
    {
        { nameof(Ends.ByExit), 7 },
        { nameof(Ends.ByFailFast), -6 },
        { nameof(Ends.ByStackOverflow), -6 },
        { nameof(Ends.ByUnhandledExceptionElsewhere), -6 },
        { nameof(Ends.ByNativeCrash), -11 },
        { nameof(Ends.ByKillingItself), -9 },
        { nameof(Ends.ByThrowing), 1 },
        { nameof(Ends.ByThrowingWhatHasNoText), 1 },
        { nameof(Ends.ByThrowingARing), 1 },
        { nameof(Ends.ByThrowingAfterClosingStandardError), 1 },
        { nameof(Ends.ByClosingItsChannelFirst), 9 },
        { nameof(Ends.ByLeavingAGrandchildBehind), 0 },
        { nameof(Ends.ByWritingToItsChannel), -9 },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Exited_EachWayToEnd_TellsWhich(string way, int code)
    {
        await using AioProcess process = AioProcess.Start(Ends.By, way, new AioProcessOptions { StandardError = AioOutput.Discard, StandardOutput = AioOutput.Discard });
        using IDisposable end = process.KillAtEnd();

        AioExit exit = await process.Exited.InTime();

        Assert.Equal(code, exit.ExitCode);
        Assert.Equal(code < 0 ? -code : null, exit.SignalNumber);
        Assert.Equal(code < 0, exit.SignalName is not null);
        if (code != 0)
            await Assert.ThrowsAnyAsync<AioException>(() => process.Completion.InTime());
    }

    [Fact]
    public async Task Exited_ChannelClosedByTheChild_ComesWithItsDeathOnly()
    {
        AioEvent closed = new();
        await using AioProcess process = AioProcess.Start(Ends.CloseChannelAndSleep, closed);
        using IDisposable end = process.KillAtEnd();

        await closed.WaitAsync(Token).AsTask().InTime();

        Assert.True(process.IsAlive);
        process.Kill();
        Assert.Equal(-9, (await process.Exited.InTime()).ExitCode);
        AioProcessExitedException error = await Assert.ThrowsAsync<AioProcessExitedException>(() => process.Completion.InTime());
        Assert.Equal((-9, "SIGKILL"), (error.ExitCode, error.SignalName));
    }

    [Fact]
    public async Task Exited_SystemReapsChildrenByItself_CodesAreToldIfTheKernelDoes()
    {
        (int? exited, int? killed, string value) = await AioProcess.RunAsync(Ends.UnderIgnoredChildSignals, Token).InTime();

        Assert.Equal("answer", value);
        if (Environment.OSVersion.Version >= new Version(6, 15))
            Assert.Equal((7, -9), (exited, killed));
        else
            Assert.Equal((null, null), (exited, killed));
    }

    [Fact]
    public async Task Result_IsLargeAndChildIsKilledWhileSending_NothingHangs()
    {
        await using AioProcess<byte[]> process = AioProcess.Start(Ends.ReturnMuch);
        using IDisposable end = process.KillAtEnd();

        process.Kill();

        Assert.Equal(-9, (await process.Exited.InTime()).ExitCode);
        await Assert.ThrowsAsync<AioProcessExitedException>(() => process.Result.InTime());
    }
}

/// <summary>Ways to end.</summary>
internal static partial class Ends
{
    private sealed class Speechless : Exception
    {
        public override string Message => throw new NotSupportedException("no message");

        public override string ToString() => throw new NotSupportedException("no text");
    }

    public static void By(string way) => typeof(Ends).GetMethod(way)!.CreateDelegate<Action>()();

    public static void ByExit() => Environment.Exit(7);

    public static void ByFailFast() => Environment.FailFast("on purpose");

    public static void ByStackOverflow() => Recurse(0);

    public static void ByUnhandledExceptionElsewhere()
    {
        new Thread(static () => throw new InvalidOperationException("on another thread")).Start();
        Thread.Sleep(Timeout.Infinite);
    }

    public static void ByNativeCrash() => _ = strlen(1);

    public static void ByKillingItself()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    public static void ByThrowing() => throw new InvalidOperationException("on purpose");

    public static void ByThrowingWhatHasNoText() => throw new Speechless();

    public static void ByThrowingAfterClosingStandardError()
    {
        _ = close(2);
        throw new InvalidOperationException("on purpose");
    }

    /// <summary>Each is the other's inner exception.</summary>
    public static void ByThrowingARing()
    {
        Exception first = new("first"), second = new("second", first);
        InnerOf(first) = second;
        throw second;
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerOf(Exception exception);

    public static void ByClosingItsChannelFirst()
    {
        _ = close(3);
        Environment.Exit(9);
    }

    /// <summary>Five bytes that look like a message of negative length.</summary>
    public static void ByWritingToItsChannel()
    {
        byte[] nonsense = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        _ = write(3, nonsense, nonsense.Length);
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>It inherits standard output and error.</summary>
    public static void ByLeavingAGrandchildBehind()
    {
        using Process grandchild = Process.Start("/bin/sleep", "5");
    }

    public static void CloseChannelAndSleep(AioEvent closed)
    {
        _ = close(3);
        closed.Set();
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>As in a program started with SIGCHLD ignored, or as process 1 beside a handler that reaps whatever it finds.</summary>
    public static async Task<(int? Exited, int? Killed, string Value)> UnderIgnoredChildSignals()
    {
        const int SigChild = 17, Ignore = 1;
        _ = signal(SigChild, Ignore);
        await using AioProcess exiting = AioProcess.Start(Targets.Exit, 7);
        await using AioProcess sleeping = AioProcess.Start(Targets.Sleep);
        await using AioProcess<string> returning = AioProcess.Start(Targets.Echo, "answer");
        sleeping.Kill();
        return ((await exiting.Exited).ExitCode, (await sleeping.Exited).ExitCode, await returning.Result);
    }

    public static byte[] ReturnMuch() => new byte[50_000_000];

    private static int Recurse(int depth) => depth < 0 ? 0 : Recurse(depth + 1) + Recurse(depth + 2);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, byte[] bytes, nint count);

    [LibraryImport("libc")]
    private static partial nint strlen(nint text);
}

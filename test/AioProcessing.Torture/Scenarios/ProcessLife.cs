using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AioProcessing.Torture.Scenarios;

/// <summary>One process after another, each started and ended in a way that chance chooses.</summary>
internal sealed partial class ProcessLife(Random random, ProcessTally tally)
{
    private const int SigStop = 19;

    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(30);

    public async Task LiveOnceAsync()
    {
        tally.CountStart();
        if (random.Next(3) == 0)
            await AioStandby.Warm(1);
        switch (random.Next(8))
        {
            case 0:
                int value = random.Next();
                await using (AioProcess<int> returning = AioProcess.Start(Return, value))
                {
                    await ExpectAsync(returning, 0);
                    if (await returning.Result != value)
                        tally.Violations.Enqueue($"a process returned {await returning.Result} instead of {value}");
                }

                break;
            case 1:
                int code = random.Next(256);
                await ExpectAsync(AioProcess.Start(Environment.Exit, code), code);
                break;
            case 2:
                await ExpectAsync(AioProcess.Start(Throw, new AioProcessOptions { StandardError = AioOutput.Discard }), 1);
                break;
            case 3:
                await ExpectAsync(AioProcess.Start(TerminateItself), -15);
                break;
            case 4:
                await CancelAsync();
                break;
            case 5:
                await PrintAsync();
                break;
            case 6:
                await KillTreeAsync();
                break;
            default:
                await KillAsync();
                break;
        }
    }

    public static int Return(int value) => value;

    public static void Sleep() => Thread.Sleep(Timeout.Infinite);

    private static void Throw() => throw new InvalidOperationException("on purpose");

    private static void TerminateItself()
    {
        _ = kill(Environment.ProcessId, 15);
        Sleep();
    }

    private static int WaitForCancellation(CancellationToken token)
    {
        token.WaitHandle.WaitOne();
        return 1;
    }

    private static void Print(int lines)
    {
        for (int i = 0; i < lines; i++)
            Console.WriteLine(i);
    }

    private static async Task HaveChildrenAsync(AioQueue<int> pids)
    {
        _ = AioStandby.Warm(1);
        foreach (AioProcess child in new[] { AioProcess.Start(Sleep), AioProcess.Start(Sleep) })
            await pids.PutAsync(child.Id);
        Sleep();
    }

    private async Task CancelAsync()
    {
        using CancellationTokenSource source = new();
        AioProcess process = AioProcess.Start(WaitForCancellation, source.Token, new AioProcessOptions { KillGracePeriod = Timeout.InfiniteTimeSpan });
        await Task.Delay(random.Next(30));
        await source.CancelAsync();
        await ExpectAsync(process, 0);
    }

    private async Task PrintAsync()
    {
        int lines = random.Next(2000), seen = 0;
        await ExpectAsync(AioProcess.Start(Print, lines, new AioProcessOptions { StandardOutput = AioOutput.ToLines(line => seen += line == $"{seen}" ? 1 : 0) }), 0);
        if (seen != lines)
            tally.Violations.Enqueue($"{seen} of {lines} lines of a process arrived");
    }

    private async Task KillAsync()
    {
        AioProcess process = AioProcess.Start(Sleep);
        await Task.Delay(random.Next(40));
        if (random.Next(3) == 0)
        {
            tally.CountStop();
            _ = kill(process.Id, SigStop);
        }

        await KillAsync(process);
    }

    /// <summary>At a random moment of its start: then its own children may still be on their way.</summary>
    private async Task KillTreeAsync()
    {
        using AioQueue<int> pids = new(4);
        AioProcess process = AioProcess.Start(HaveChildrenAsync, pids);
        List<int> grandchildren = [];
        if (random.Next(2) == 0)
        {
            for (int i = 0; i < 2; i++)
            {
                (bool came, int pid) = await pids.TryGetAsync(s_tooLong, CancellationToken.None);
                if (!came)
                    tally.Violations.Enqueue("a process did not start its children");
                grandchildren.Add(pid);
            }
        }
        else
        {
            await Task.Delay(random.Next(60));
        }

        await KillAsync(process);
        while (pids.TryGet(out int late))
            grandchildren.Add(late);
        long deadline = Environment.TickCount64 + (long)s_tooLong.TotalMilliseconds;
        while (grandchildren.Exists(static pid => ProcStat.Read(pid).State is not ('Z' or 'X')))
        {
            if (Environment.TickCount64 > deadline)
            {
                tally.Violations.Enqueue($"grandchildren of process {process.Id} live on: {string.Join(", ", grandchildren)}");
                return;
            }

            await Task.Delay(5);
        }
    }

    private async Task KillAsync(AioProcess process)
    {
        tally.CountKill();
        long start = Stopwatch.GetTimestamp();
        process.Kill();
        await ExpectAsync(process, -9);
        tally.ExitsMs.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private async Task ExpectAsync(AioProcess process, int code)
    {
        if (!await process.TryJoinAsync(s_tooLong))
            tally.Violations.Enqueue($"{process} did not end");
        else if (process.ExitCode != code)
            tally.Violations.Enqueue($"{process}, and should have ended with {code}");
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}

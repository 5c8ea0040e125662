using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Suite;

internal static class ProcessStart
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("ProcessStart.FirstInstruction", Unit.Milliseconds)
        {
            Measures = "from the call that starts a process to the first line of the method it was started for",
            Entries =
            [
                new("bare dotnet hello.dll", () => new StartToFirstInstruction()),
                new("AioProcess.RunAsync", () => new AioStartToFirstInstruction()),
                new("AioProcess.RunAsync, standby child", () => new AioStandbyToFirstInstruction()),
            ],
        },
        new("ProcessStart.StandbyMemory", Unit.Bytes)
        {
            Measures = "memory that a waiting child has to itself",
            MaxRounds = 1,
            Entries = [new("AioStandby", () => new AioStandbyPrivateMemory())],
        },
        new("ProcessStart.StandbyCpu", Unit.ProcessorTime)
        {
            Measures = "processor time that a waiting child uses",
            MaxRounds = 3,
            Entries = [new("AioStandby", () => new AioStandbyProcessorTime())],
        },
        new("ProcessStart.Exit", Unit.Milliseconds)
        {
            Measures = "from the call that starts a process until its parent knows that it has ended; the method does nothing",
            Entries =
            [
                new("bare dotnet hello.dll", () => new StartToExit(BareProgram.Host, BareProgram.Library)),
                new("AioProcess", () => new AioStartToExit()),
                new("Process.Start of true", () => new StartToExit("true")),
            ],
            Python =
            [
                new("CPython Process, fork", "process", "Process start+join (fork), minimal main module"),
                new("CPython Process, spawn", "process", "Process start+join (spawn), minimal main module"),
                new("CPython Process, forkserver", "process", "Process start+join (forkserver), minimal main module"),
            ],
        },
    ];
}

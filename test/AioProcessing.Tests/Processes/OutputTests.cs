using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AioProcessing.Tests.Processes;

public sealed class OutputTests
{
    [Fact]
    public async Task ToLines_BothStreams_ArriveWholeBeforeTheEnd()
    {
        List<string> output = [], errors = [];
        AioProcessOptions options = new() { StandardOutput = AioOutput.ToLines(output.Add), StandardError = AioOutput.ToLines(errors.Add) };
        await using AioProcess process = AioProcess.Start(Print, 3000, options);

        await process.Exited.InTime();

        Assert.Equal([.. Enumerable.Range(0, 3000).Select(i => $"line {i} äöü€😀"), "no end"], output);
        Assert.Equal(["", "error"], errors);
    }

    [Fact]
    public async Task ToLines_EndsInTheMiddleOfACharacter_WhatIsThereIsTold()
    {
        List<string> output = [];
        await using AioProcess process = AioProcess.Start(PrintHalfACharacter, new AioProcessOptions { StandardOutput = AioOutput.ToLines(output.Add) });

        await process.Exited.InTime();

        Assert.Equal(["\uFFFD\uFFFD", "\uFFFD"], output);
    }

    private static void PrintHalfACharacter()
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write([0xFF, 0xFE, (byte)'\n', 0xC3]);
    }

    [Fact]
    public async Task Discard_LeavesNothingAndBlocksNobody()
    {
        AioProcessOptions options = new() { StandardOutput = AioOutput.Discard, StandardError = AioOutput.Discard };
        await using AioProcess process = AioProcess.Start(Print, 3000, options);

        Assert.Equal(0, (await process.Exited.InTime()).ExitCode);
    }

    [Fact]
    public async Task ToLogger_EachLine_IsARecord()
    {
        RecordingLogger logger = new();
        await using AioProcess process = AioProcess.Start(Print, 2, new AioProcessOptions { StandardOutput = AioOutput.ToLogger(logger, LogLevel.Warning) });

        await process.Exited.InTime();

        Assert.Equal([(LogLevel.Warning, "line 0 äöü€😀"), (LogLevel.Warning, "line 1 äöü€😀"), (LogLevel.Warning, "no end")], logger.Records);
    }

    [Fact]
    public async Task ToLines_HandlerThrows_ChildIsNotHeldUp()
    {
        int count = 0;
        AioProcessOptions options = new()
        {
            StandardOutput = AioOutput.ToLines(_ =>
            {
                count++;
                throw new InvalidOperationException("on purpose");
            }),
        };
        await using AioProcess process = AioProcess.Start(Print, 3000, options);

        Assert.Equal(0, (await process.Exited.InTime()).ExitCode);
        Assert.Equal(3001, count);
    }

    [Fact]
    public async Task ToLines_GrandchildHoldsThePipe_EndIsSeenAllTheSame()
    {
        ConcurrentQueue<string> lines = new();
        AioProcessOptions options = new() { StandardOutput = AioOutput.ToLines(lines.Enqueue) };
        await using AioProcess<int> process = AioProcess.Start(LeaveWriterBehind, options);

        int grandchild = await process.Result.InTime();
        Assert.Equal(0, (await process.Exited.InTime()).ExitCode);

        Assert.Equal("before", lines.First());
        // Nobody reads any more, so that the endless writer ends too.
        await Eventually.True(() => !Standby.IsRunning(grandchild), "the writer is gone");
    }

    private static void Print(int lines)
    {
        for (int i = 0; i < lines; i++)
            Console.Out.WriteLine($"line {i} äöü€😀");
        Console.Out.Write("no end");
        Console.Error.Write("\nerror\r\n");
    }

    private static int LeaveWriterBehind()
    {
        Console.WriteLine("before");
        using Process writer = Process.Start("/usr/bin/yes");
        return writer.Id;
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<(LogLevel Level, string Text)> Records { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Records.Add((logLevel, formatter(state, exception)));
    }
}

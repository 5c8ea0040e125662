using System.Collections;
using Microsoft.Extensions.Logging;

namespace AioProcessing.Processes;

/// <summary>Turns what is logged here into records that can cross.</summary>
internal sealed class RoutedLogger(string category) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => LogRouter.IsWanted((byte)logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            LogRouter.Route(LogRecord.Here((byte)logLevel, category, eventId.Id, formatter(state, exception), exception));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}

/// <summary>A record as the user's logger sees it: a text that begins with its process, and the parts by name.</summary>
internal sealed class LogState(LogRecord record) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private static readonly string[] s_names = ["ProcessName", "ProcessId", "Message", "{OriginalFormat}"];

    public int Count => s_names.Length;

    public KeyValuePair<string, object?> this[int index] => new(s_names[index], index switch
    {
        0 => record.ProcessName,
        1 => record.ProcessId,
        2 => record.Text,
        _ => "{ProcessName} ({ProcessId}): {Message}",
    });

    public static void Write(ILoggerFactory factory, LogRecord record) =>
        factory.CreateLogger(record.Category).Log((LogLevel)record.Level, record.EventId, new LogState(record), record.Error, static (state, _) => state.ToString());

    public override string ToString() => $"{record.ProcessName} ({record.ProcessId}): {record.Text}";

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

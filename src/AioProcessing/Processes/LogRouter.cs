using AioProcessing.Bootstrap;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Processes;

/// <summary>
/// Where log records go: to what the user gave, else up to the parent, else (in the root) to what the variable AIOPROCESSING_LOG names. Knows nothing of the logging
/// library, so that programs that do not log never load it.
/// </summary>
internal static class LogRouter
{
    public const string Variable = "AIOPROCESSING_LOG";

    /// <summary>By number: what a child tells its parent.</summary>
    public const byte Debug = 1, Information = 2, Warning = 3, Error = 4;

    private const string OwnCategory = "AioProcessing";

    private static readonly string[] s_levels = ["trace", "debug", "information", "warning", "error", "critical"];
    private static readonly Lazy<(byte Level, LineOutput? Output)> s_fromVariable = new(ReadVariable);
    private static byte? s_minimum;

    /// <summary>What the user gave; null = nothing.</summary>
    public static Action<LogRecord>? Sink { get; set; }

    /// <summary>The lowest level that is of interest; children inherit it.</summary>
    public static byte Minimum
    {
        get => s_minimum ?? Inherited ?? (s_fromVariable.Value.Output is null ? Information : s_fromVariable.Value.Level);
        set => s_minimum = value;
    }

    public static byte LevelForChildren => HasReader ? Minimum : ChildProfile.NoLogging;

    /// <summary>What the parent wants; null = nothing, or there is none.</summary>
    private static byte? Inherited => ThisProcess.Profile is { LogLevel: < ChildProfile.NoLogging and byte level } ? level : null;

    private static bool HasReader => Sink is not null || Inherited is not null || (ThisProcess.Profile is null && s_fromVariable.Value.Output is not null);

    public static bool IsWanted(byte level) => level >= Minimum && level < ChildProfile.NoLogging && HasReader;

    /// <summary>A record of the library itself. Never throws: what is told of goes on whatever the user's logger does.</summary>
    public static void Tell(byte level, string text, Exception? error = null)
    {
        if (IsWanted(level))
            RouteSafely(LogRecord.Here(level, OwnCategory, 0, text, error));
    }

    public static void Route(LogRecord record)
    {
        if (Sink is { } sink)
            sink(record);
        if (ThisProcess.Profile is null)
            s_fromVariable.Value.Output?.Write(Format(record));
        else if (Sink is null)
            SendUp(record);
    }

    /// <summary>From a child.</summary>
    public static void Receive(ref PayloadReader reader) => RouteSafely(LogRecord.Read(ref reader));

    private static void RouteSafely(LogRecord record)
    {
        try
        {
            Route(record);
        }
        catch (Exception)
        {
            // It is the user's logger that threw, and there is nowhere to tell of that.
        }
    }

    private static void SendUp(LogRecord record)
    {
        if (ThisProcess.ToParent is not { } channel)
            return;
        PayloadWriter writer = PayloadWriter.Rent();
        Message.Begin(writer, MessageKind.Log);
        record.Write(writer);
        Message.Complete(writer);
        lock (channel)
            _ = channel.Send(writer.Written);
        writer.Return();
    }

    private static string Format(LogRecord record)
    {
        string line = $"[{s_levels[Math.Min(record.Level, s_levels.Length - 1)]}/{record.ProcessName} ({record.ProcessId})] {record.Category}: {record.Text}";
        return record.ErrorText.Length == 0 ? line : $"{line}\n{record.ErrorText}";
    }

    /// <summary>LEVEL, or LEVEL:FILE. A level that does not exist counts as debug: whoever sets the variable wants to see something.</summary>
    private static (byte Level, LineOutput? Output) ReadVariable()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
            return (ChildProfile.NoLogging, null);
        int colon = text.IndexOf(':');
        string name = colon < 0 ? text : text[..colon];
        int level = Array.FindIndex(s_levels, known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return (level < 0 ? Debug : (byte)level, Platform.Self.OpenLineOutput(colon < 0 ? null : text[(colon + 1)..]));
    }
}

using AioProcessing.Bootstrap;
using AioProcessing.Serialization;

namespace AioProcessing.Processes;

/// <summary>A log record on its way to the root, in plain words, so that it can be read whatever types it speaks of.</summary>
/// <param name="Level">The number of its level: 0 = trace to 5 = critical.</param>
/// <param name="Category">Who logs.</param>
/// <param name="EventId">0 = none.</param>
/// <param name="Text">The message, with its values filled in.</param>
/// <param name="ErrorType">Full name of the exception's type; empty = no exception.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="ErrorText">All of it, trace included.</param>
/// <param name="ProcessName">Where it comes from.</param>
/// <param name="ProcessId">The pid there.</param>
internal sealed record LogRecord(
    byte Level, string Category, int EventId, string Text, string ErrorType, string ErrorMessage, string ErrorText, string ProcessName, int ProcessId)
{
    /// <summary>One of this process.</summary>
    public static LogRecord Here(byte level, string category, int eventId, string text, Exception? error) => new(
        level, category, eventId, text, error?.GetType().FullName ?? "", error?.Message ?? "", error?.ToString() ?? "", ThisProcess.Name, Environment.ProcessId);

    /// <summary>The exception as its reader gets it; null = none.</summary>
    public AioRemoteException? Error => ErrorType.Length == 0 ? null : new($"{ErrorType} in process '{ProcessName}' (pid {ProcessId}): {ErrorMessage}", ErrorType, ErrorMessage, ErrorText, null);

    public void Write(PayloadWriter to)
    {
        to.WriteByte(Level);
        to.WriteString(Category);
        to.WriteInt32(EventId);
        to.WriteString(Text);
        to.WriteString(ErrorType);
        to.WriteString(ErrorMessage);
        to.WriteString(ErrorText);
        to.WriteString(ProcessName);
        to.WriteInt32(ProcessId);
    }

    public static LogRecord Read(ref PayloadReader from) => new(
        from.ReadByte(), from.ReadString()!, from.ReadInt32(), from.ReadString()!, from.ReadString()!, from.ReadString()!, from.ReadString()!, from.ReadString()!, from.ReadInt32());
}

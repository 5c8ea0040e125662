using AioProcessing.Bootstrap;
using AioProcessing.Processes;
using Microsoft.Extensions.Logging;

namespace AioProcessing;

/// <summary>Where the standard output or the standard error of a child goes.</summary>
/// <remarks>
/// Lines are read while the child runs and handed on one after the other, on a thread of the pool; all of them before <see cref="AioProcess.Exited"/> completes. What
/// programs that the child has started write after its end is not waited for. A line longer than a million characters comes in pieces. An exception of
/// the handler is logged (<see cref="AioLog"/>) and goes no further.
/// </remarks>
public sealed class AioOutput
{
    private AioOutput(OutputTarget target) => Target = target;

    /// <summary>To where that of this process goes.</summary>
    public static AioOutput Inherit { get; } = new(OutputTarget.Inherited);

    /// <summary>Nowhere.</summary>
    public static AioOutput Discard { get; } = new(OutputTarget.Discarded);

    internal OutputTarget Target { get; }

    /// <summary>To <paramref name="onLine"/>, line by line, without the line's end. UTF-8.</summary>
    public static AioOutput ToLines(Action<string> onLine)
    {
        ArgumentNullException.ThrowIfNull(onLine);
        return new(new OutputTarget(false, line => HandOn(onLine, line)));
    }

    /// <summary>To <paramref name="logger"/>, a record per line.</summary>
    public static AioOutput ToLogger(ILogger logger, LogLevel level = LogLevel.Information)
    {
        ArgumentNullException.ThrowIfNull(logger);
        // The line is the whole message: it may hold braces, which are no placeholders.
        return ToLines(line => logger.Log(level, default, line, null, static (text, _) => text));
    }

    private static void HandOn(Action<string> onLine, string line)
    {
        try
        {
            onLine(line);
        }
        catch (Exception exception)
        {
            LogRouter.Tell(LogRouter.Error, "A handler of a child's output threw.", exception);
        }
    }
}

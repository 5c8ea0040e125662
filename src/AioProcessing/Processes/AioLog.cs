using AioProcessing.Processes;
using Microsoft.Extensions.Logging;

namespace AioProcessing;

/// <summary>One log for the whole process tree: what children log arrives where the root wants it, with the child's name and pid.</summary>
/// <remarks>
/// <para>
/// Set <see cref="Factory"/> in the root, and log in children through <see cref="CreateLogger"/>. The records of this library (starts, ends, failures) come the same way, in
/// the category "AioProcessing". A record crosses as text; an exception becomes an <see cref="AioRemoteException"/> without the original inside. A child's records arrive in their order,
/// and those written before its target returned arrive before its result.
/// </para>
/// <para>
/// Without any code: the variable AIOPROCESSING_LOG in the root's environment, a level (<c>debug</c>) for standard error, or a level and a file (<c>debug:/tmp/run.log</c>).
/// </para>
/// <para>Python's counterparts are <c>multiprocessing.get_logger</c> and <c>log_to_stderr</c>, where each process prints for itself.</para>
/// </remarks>
public static class AioLog
{
    private static ILoggerFactory? s_factory;

    /// <summary>Where the records of this process and of those below it go. Null, the default = to the parent; in the root, nowhere. To be set before the first start.</summary>
    public static ILoggerFactory? Factory
    {
        get => s_factory;
        set
        {
            s_factory = value;
            LogRouter.Sink = value is null ? null : record => LogState.Write(value, record);
        }
    }

    /// <summary>Records below it are dropped where they are made. By default Information, or what AIOPROCESSING_LOG says; children inherit it at their start.</summary>
    public static LogLevel MinimumLevel
    {
        get => (LogLevel)LogRouter.Minimum;
        set => LogRouter.Minimum = (byte)value;
    }

    /// <summary>A logger whose records go to the root of the tree. Scopes do not cross.</summary>
    public static ILogger CreateLogger(string category)
    {
        ArgumentNullException.ThrowIfNull(category);
        return new RoutedLogger(category);
    }
}

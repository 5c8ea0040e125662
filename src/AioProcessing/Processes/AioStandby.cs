using AioProcessing.Backends;
using AioProcessing.Bootstrap;
using AioProcessing.Processes;

namespace AioProcessing;

/// <summary>Children that are started ahead and wait, so that the next starts take about a millisecond instead of twenty.</summary>
/// <remarks>
/// <para>
/// <c>AioProcess.Start</c> and <c>RunAsync</c> take a waiting child where one fits: where the options ask for nothing that a child must have from its first instruction (see
/// <see cref="AioProcessOptions"/>), and this process's environment and working directory are still what they were when it was started. Others start as always.
/// </para>
/// <para>
/// A waiting child sleeps in the system: no processor time, and some megabytes of memory of its own. It has run none of your code. It ends with this process, however that
/// ends. It is not among <see cref="AioProcess.ActiveChildren"/>.
/// </para>
/// <para>Python's nearest counterpart is the start method "forkserver", one warm process that the others are copied from.</para>
/// </remarks>
public static class AioStandby
{
    internal static StandbyPool Pool { get; } = new(SharedMemoryBackend.DescriptorForChildren);

    /// <summary>How many children could take a job now.</summary>
    public static int Count => Pool.Count;

    /// <summary>Starts as many children as are missing to <paramref name="count"/>, once. What is taken is not replaced; see <see cref="Keep"/>.</summary>
    /// <returns>Completes when that many wait. Nobody has to await it.</returns>
    /// <exception cref="AioException">A child could not be started, or ended before it was ready.</exception>
    /// <exception cref="PlatformNotSupportedException">This system, or the way this program is published, does not allow it; the message says what to change.</exception>
    public static Task Warm(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ProcessTree.EnsureMayHaveChildren();
        return Pool.WarmAsync(count);
    }

    /// <summary>Keeps <paramref name="count"/> children waiting, more than other calls ask for: each start of a process replaces what is missing, in the background.</summary>
    /// <returns>Disposing it ends that many, and the keeping.</returns>
    public static IDisposable Keep(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ProcessTree.EnsureMayHaveChildren();
        return Pool.Keep(count);
    }

    /// <summary>Ends all that wait. Those that <see cref="Keep"/> asked for come back with the next start.</summary>
    public static void Stop() => Pool.Stop();
}

namespace AioProcessing.Pools;

/// <summary>Where the users' continuations run when a task of theirs has completed.</summary>
/// <remarks>
/// A hop to the thread pool costs about as much as the way to the worker. So the thread that brought a result runs one continuation itself, after it has
/// arranged for the next result to be brought by another; all others hop. No result ever waits for a user's code.
/// </remarks>
internal static class Settlement
{
    [ThreadStatic]
    private static Collector? t_collector;

    /// <summary>Lets <paramref name="item"/> run soon, never within this call.</summary>
    public static void Later(IThreadPoolWorkItem item)
    {
        if (t_collector is not { } collector)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
            return;
        }

        if (collector.Last is { } before)
            ThreadPool.UnsafeQueueUserWorkItem(before, preferLocal: false);
        collector.Last = item;
    }

    /// <summary>From here to <see cref="End"/> this thread keeps the last item for itself.</summary>
    public static void Begin() => t_collector = new Collector();

    public static IThreadPoolWorkItem? End()
    {
        IThreadPoolWorkItem? last = t_collector?.Last;
        t_collector = null;
        return last;
    }

    private sealed class Collector
    {
        public IThreadPoolWorkItem? Last;
    }
}

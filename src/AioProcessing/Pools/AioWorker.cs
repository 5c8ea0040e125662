namespace AioProcessing;

/// <summary>The pool worker that this code runs in.</summary>
/// <remarks>Static fields live as long as the worker too; <see cref="State"/> is for code that would rather not have any.</remarks>
public sealed class AioWorker
{
    internal AioWorker(int index, string poolName)
    {
        Index = index;
        PoolName = poolName;
    }

    /// <summary>This process's worker; null where this process is no pool worker.</summary>
    public static AioWorker? Current { get; internal set; }

    /// <summary>Counts the workers that the pool has started, from 0: a replacement has a number of its own.</summary>
    public int Index { get; }

    /// <summary>The pool's name.</summary>
    public string PoolName { get; }

    /// <summary>Whatever the initialiser or a task puts here for later tasks of the same worker.</summary>
    public object? State { get; set; }
}

namespace AioProcessing.Connections;

/// <summary>Blocks the calling thread for what the asynchronous calls await: there is one way in which bytes move, and it may well be done at once.</summary>
internal static class Blocking
{
    [ThreadStatic] private static IGivesWay? t_givesWay;

    /// <summary>What this thread does for others, and must leave to another thread before it blocks.</summary>
    public static IGivesWay? GivesWay { set => t_givesWay = value; }

    public static T Wait<T>(ValueTask<T> pending)
    {
        if (pending.IsCompleted)
            return pending.GetAwaiter().GetResult();
        GiveWay();
        return pending.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>To be called before a wait of another kind.</summary>
    public static void GiveWay()
    {
        IGivesWay? role = t_givesWay;
        t_givesWay = null;
        role?.GiveWay();
    }
}

/// <summary>A role of a thread that others depend on.</summary>
internal interface IGivesWay
{
    /// <summary>Another thread has the role from here on.</summary>
    void GiveWay();
}

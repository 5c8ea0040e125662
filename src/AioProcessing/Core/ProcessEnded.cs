namespace AioProcessing.Core;

/// <summary>Tells the core that a child of this process has ended, before the user hears of it: what it held is then already repaired.</summary>
internal static class ProcessEnded
{
    /// <summary>The argument is the pid. It still belongs to the ended process during the call: it is reaped afterwards. Must not throw.</summary>
    public static event Action<int>? Ended;

    /// <summary>Called on the watcher's thread.</summary>
    public static void Notify(int pid) => Ended?.Invoke(pid);
}

namespace AioProcessing.Connections;

/// <summary>Blocks the calling thread for what the asynchronous calls await: there is one way in which bytes move, and it may well be done at once.</summary>
internal static class Blocking
{
    public static T Wait<T>(ValueTask<T> pending) => pending.IsCompleted ? pending.GetAwaiter().GetResult() : pending.AsTask().GetAwaiter().GetResult();
}

using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Pools;

/// <summary>What the workers of these tests run.</summary>
internal static class PoolTargets
{
    private static int s_initialised;

    public static int Double(int x) => x * 2;

    public static async Task<int> DoubleLater(int x)
    {
        await Task.Yield();
        return x * 2;
    }

    public static int Power(int x, int y) => (int)Math.Pow(x, y);

    public static int ProcessId() => Environment.ProcessId;

    public static int ProcessIdOf(int ignored) => ignored >= 0 ? Environment.ProcessId : 0;

    public static int ThrowOnSeven(int x) => x == 7 ? throw new InvalidOperationException("seven") : x;

    public static int DieOnSeven(int x)
    {
        if (x == 7)
            Signals.Send(Environment.ProcessId, Signals.Kill);
        return x;
    }

    public static int ExitWith(int code)
    {
        Environment.Exit(code);
        return code;
    }

    public static int HangOnSeven(int x)
    {
        if (x == 7)
            Thread.Sleep(Timeout.Infinite);
        return x;
    }

    /// <summary>Tells that it runs, and then waits for a word.</summary>
    public static int Meet(AioEvent begun, AioEvent go)
    {
        begun.Set();
        go.Wait();
        return Environment.ProcessId;
    }

    public static int MeetItem(int item, AioEvent begun, AioEvent go) => Meet(begun, go) > 0 ? item : 0;

    public static int WaitForToken(AioEvent begun, CancellationToken token)
    {
        begun.Set();
        token.WaitHandle.WaitOne();
        token.ThrowIfCancellationRequested();
        return 0;
    }

    public static void Remember(int value)
    {
        s_initialised = value;
        AioWorker.Current!.State = value;
    }

    public static (int Static, int State, int Index) Remembered() => (s_initialised, (int)(AioWorker.Current!.State ?? 0), AioWorker.Current.Index);

    public static void Fail() => throw new InvalidOperationException("no database");

    public static object Unserialisable() => new Thread(() => { });

    public static int ThrowUnbuildable() => throw new UnbuildableException(1, "two");

    public static int NestedSum(int[] items)
    {
        using var inner = new AioPool(workers: 2);
        return inner.Map(Double, items).Sum();
    }

    public sealed class UnbuildableException(int one, string two) : Exception($"{one}{two}")
    {
        public Thread Thread { get; } = new(() => { });
    }
}

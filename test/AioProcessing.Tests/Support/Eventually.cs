namespace AioProcessing.Tests;

/// <summary>Waits for what must come true, without a guess at how long that takes.</summary>
internal static class Eventually
{
    /// <summary>Ends every wait of a test that would otherwise hang.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task True(Func<bool> condition, string what)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"Not in time: {what}");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task InTime(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>For a child that a failed test would leave running: disposing a process waits for it. To be declared after the process, so that it comes first.</summary>
    public static IDisposable KillAtEnd(this AioProcess process) => new Killer(process);

    private sealed class Killer(AioProcess process) : IDisposable
    {
        public void Dispose() => process.Kill();
    }
}

using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>A thousand awaits that nobody will answer, on a hundred events and a hundred queues.</summary>
internal sealed class AioIdle : IdleRuntime
{
    private const int Objects = 100;
    private const int WaitsPerObject = 5;
    private static readonly List<object> s_waiting = [];

    public override Task PrepareAsync(LaneSettings settings)
    {
        for (int i = 0; i < Objects; i++)
        {
            var never = new AioEvent();
            var empty = new AioQueue<int>(capacity: 1);
            for (int wait = 0; wait < WaitsPerObject; wait++)
            {
                s_waiting.Add(never.WaitAsync());
                s_waiting.Add(empty.GetAsync());
            }
        }
        return Task.CompletedTask;
    }
}

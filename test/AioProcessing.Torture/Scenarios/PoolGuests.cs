using System.IO.MemoryMappedFiles;

namespace AioProcessing.Torture.Scenarios;

/// <summary>Processes that use the pool of this one, one after the other, and are killed at it.</summary>
/// <param name="pool">What they use.</param>
/// <param name="counts">How often each task has run.</param>
/// <param name="firstTask">The number of their first task.</param>
/// <param name="work">What a task does.</param>
internal sealed class PoolGuests(AioPool pool, MemoryMappedViewAccessor counts, int firstTask, Func<Func<int, int>> work)
{
    private const int TasksPerGuest = 1 << 16;
    private const int TasksPerMap = 256;
    private const int MostGuests = 64;

    private int _guests;

    public int Kills { get; private set; }

    public async Task RunAsync(int seed, CancellationToken end)
    {
        var random = new Random(seed);
        while (!end.IsCancellationRequested && _guests < MostGuests)
        {
            int first = firstTask + (TasksPerGuest * _guests++);
            AioProcess guest = AioProcess.Start(Use, pool, work(), first);
            int seen = first + random.Next(TasksPerMap * 20);
            while (counts.ReadByte(seen) == 0 && guest.IsAlive && !end.IsCancellationRequested)
                await Task.Delay(1, CancellationToken.None);
            guest.Kill();
            await guest.Exited;
            Kills++;
        }
    }

    /// <summary>When the pool has ended: no task of theirs may have run twice.</summary>
    public void Judge(TortureReport report)
    {
        for (int number = firstTask; number < firstTask + (TasksPerGuest * _guests); number++)
        {
            int runs = counts.ReadByte(number);
            report.Operations += runs;
            if (runs > 1)
                report.Violations.Enqueue($"task {number} of a guest ran {runs} times");
        }
    }

    private static async Task Use(AioPool pool, Func<int, int> work, int first)
    {
        for (int number = first; number < first + TasksPerGuest; number += TasksPerMap)
            await pool.MapSettledAsync(work, Enumerable.Range(number, TasksPerMap));
        await Task.Delay(Timeout.Infinite);
    }
}

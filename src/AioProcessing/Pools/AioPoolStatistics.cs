namespace AioProcessing;

/// <summary>A pool at one moment.</summary>
/// <param name="WaitingTasks">Tasks that no worker has begun.</param>
/// <param name="RunningTasks">Tasks that workers run.</param>
/// <param name="SucceededTasks">Tasks that have returned, since the pool was made.</param>
/// <param name="WorkersStarted">Worker processes started, replacements included.</param>
/// <param name="WorkersLost">Workers that ended although nobody had asked them to.</param>
/// <param name="Workers">The workers that there are.</param>
public sealed record AioPoolStatistics(
    long WaitingTasks, long RunningTasks, long SucceededTasks, long WorkersStarted, long WorkersLost, IReadOnlyList<AioWorkerStatistics> Workers);

/// <summary>One worker at one moment.</summary>
/// <param name="Index">Its number; see <see cref="AioWorker.Index"/>.</param>
/// <param name="ProcessId">Its pid.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsReady">Whether it has started, and its initialiser has returned.</param>
/// <param name="TasksDone">Tasks that it has answered for.</param>
/// <param name="TasksQueued">Tasks that it was sent and has not begun.</param>
/// <param name="Starting">From its start until it was ready.</param>
/// <param name="Working">Time in tasks.</param>
/// <param name="Waiting">Time without a task since it was ready.</param>
/// <param name="MemoryBytes">Its working set when it was last looked at; 0 unless <see cref="AioPoolOptions.MaxMemoryPerWorker"/> is set.</param>
public sealed record AioWorkerStatistics(
    int Index, int ProcessId, string Name, bool IsReady, long TasksDone, long TasksQueued, TimeSpan Starting, TimeSpan Working, TimeSpan Waiting, long MemoryBytes);

using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>What .NET offers between processes: a mutex with a name, which belongs to a thread and cannot be awaited.</summary>
internal sealed class NamedMutexPair : Contestant
{
    private readonly Mutex _mutex = new(false, $"aio-bench-{Environment.ProcessId}");

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            _mutex.WaitOne();
            _mutex.ReleaseMutex();
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>The usual way around it: whoever can open the file for himself alone has the lock.</summary>
internal sealed class ExclusiveFilePair : Contestant
{
    private readonly string _path = Path.GetTempFileName();

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0).Dispose();
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>A file that stays open, locked and unlocked by the system.</summary>
internal sealed class FileLockPair : Contestant
{
    private readonly FileStream _file = new(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    public override Task<double> MeasureAsync(int operations)
    {
        int descriptor = (int)_file.SafeFileHandle.DangerousGetHandle();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            Native.LockFile(descriptor);
            Native.UnlockFile(descriptor);
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>The runtime's reader-writer lock between threads.</summary>
internal sealed class ReaderWriterLockSlimPair(bool isWriter) : Contestant
{
    private readonly ReaderWriterLockSlim _access = new();

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            if (isWriter)
            {
                _access.EnterWriteLock();
                _access.ExitWriteLock();
            }
            else
            {
                _access.EnterReadLock();
                _access.ExitReadLock();
            }
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>The runtime's own event between threads, set and reset.</summary>
internal sealed class ManualResetEventSlimPair : Contestant
{
    private readonly ManualResetEventSlim _event = new();

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            _event.Set();
            _event.Reset();
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

namespace AioProcessing.Tests.Conformance;

/// <summary>Where the objects of a conformance test live: each makes new ones there.</summary>
public interface IBackEnd
{
    IAioLock Lock();

    IAioReentrantLock ReentrantLock();

    IAioReaderWriterLock ReaderWriterLock();

    IAioSemaphore Semaphore(int initial);

    IAioSemaphore BoundedSemaphore(int initial);

    IAioEvent Event();

    IAioCondition Condition();

    /// <summary>Over a re-entrant lock of the same back end.</summary>
    IAioCondition Condition(IAioReentrantLock mutex);

    IAioBarrier Barrier(int parties, Action? action = null, TimeSpan? timeout = null);

    IAioQueue<T> Queue<T>(int capacity = 0);

    IAioJoinableQueue<T> JoinableQueue<T>(int capacity = 0);

    IAioSimpleQueue<T> SimpleQueue<T>();

    IAioValue<T> Value<T>(T initial = default, bool isRaw = false)
        where T : unmanaged;

    IAioArray<T> Array<T>(int length, bool isRaw = false)
        where T : unmanaged;
}

/// <summary>The shared memory of this process tree.</summary>
public sealed class SharedMemory : IBackEnd
{
    public IAioLock Lock() => new AioLock();

    public IAioReentrantLock ReentrantLock() => new AioReentrantLock();

    public IAioReaderWriterLock ReaderWriterLock() => new AioReaderWriterLock();

    public IAioSemaphore Semaphore(int initial) => new AioSemaphore(initial);

    public IAioSemaphore BoundedSemaphore(int initial) => new AioBoundedSemaphore(initial);

    public IAioEvent Event() => new AioEvent();

    public IAioCondition Condition() => new AioCondition();

    public IAioCondition Condition(IAioReentrantLock mutex) => new AioCondition((AioReentrantLock)mutex);

    public IAioBarrier Barrier(int parties, Action? action, TimeSpan? timeout) => new AioBarrier(parties, action, timeout);

    public IAioQueue<T> Queue<T>(int capacity) => new AioQueue<T>(capacity);

    public IAioJoinableQueue<T> JoinableQueue<T>(int capacity) => new AioJoinableQueue<T>(capacity);

    public IAioSimpleQueue<T> SimpleQueue<T>() => new AioSimpleQueue<T>();

    public IAioValue<T> Value<T>(T initial, bool isRaw)
        where T : unmanaged => new AioValue<T>(initial, isRaw);

    public IAioArray<T> Array<T>(int length, bool isRaw)
        where T : unmanaged => new AioArray<T>(length, isRaw);
}

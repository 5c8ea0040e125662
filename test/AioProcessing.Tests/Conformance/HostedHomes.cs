using AioProcessing.Tests.Conformance;

[assembly: AssemblyFixture(typeof(StartedManager))]
[assembly: AssemblyFixture(typeof(ServedManager))]

namespace AioProcessing.Tests.Conformance;

/// <summary>A manager's objects.</summary>
public abstract class HostedHome : IBackEnd, IAsyncLifetime
{
    public AioManager Manager { get; protected set; } = null!;

    public IAioLock Lock() => Manager.Lock();

    public IAioReentrantLock ReentrantLock() => Manager.ReentrantLock();

    public IAioReaderWriterLock ReaderWriterLock() => Manager.ReaderWriterLock();

    public IAioSemaphore Semaphore(int initial) => Manager.Semaphore(initial);

    public IAioSemaphore BoundedSemaphore(int initial) => Manager.BoundedSemaphore(initial);

    public IAioEvent Event() => Manager.Event();

    public IAioCondition Condition() => Manager.Condition();

    public IAioCondition Condition(IAioReentrantLock mutex) => Manager.Condition(mutex);

    public IAioBarrier Barrier(int parties, Action? action, TimeSpan? timeout) => Manager.Barrier(parties, action, timeout);

    public IAioQueue<T> Queue<T>(int capacity) => Manager.Queue<T>(capacity);

    public IAioJoinableQueue<T> JoinableQueue<T>(int capacity) => Manager.JoinableQueue<T>(capacity);

    public IAioSimpleQueue<T> SimpleQueue<T>() => Manager.SimpleQueue<T>();

    public IAioValue<T> Value<T>(T initial, bool isRaw)
        where T : unmanaged => Manager.Value(initial, isRaw);

    public IAioArray<T> Array<T>(int length, bool isRaw)
        where T : unmanaged => Manager.Array<T>(length, isRaw);

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Manager.DisposeAsync();
    }
}

/// <summary>A manager in a child of this process.</summary>
public sealed class StartedManager : HostedHome
{
    public override async ValueTask InitializeAsync() => Manager = await AioManager.StartAsync();
}

/// <summary>A manager that is reached over TCP with a key, as if it were a stranger's: it lives in this process, and values cross as JSON.</summary>
public sealed class ServedManager : HostedHome
{
    private AioManager _server = null!;

    public override async ValueTask InitializeAsync()
    {
        byte[] key = Guid.NewGuid().ToByteArray();
        _server = await AioManager.ServeAsync(AioAddress.Tcp("127.0.0.1", 0), key);
        Manager = await AioManager.ConnectAsync(_server.Address, key);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }
}

using System.Runtime.CompilerServices;

namespace AioProcessing.Tests.Managers;

/// <summary>One member of each shape that can be called through a manager.</summary>
public interface ICounter : ICounterBase, IDisposable
{
    int Value { get; set; }

    string this[string key, int index] { get; set; }

    event EventHandler<int>? Changed;

    event Action? Emptied;

    event EventHandler? Plain;

    int Add(int count = 1, string? note = null);

    void Clear();

    Task ClearAsync();

    Task<int> AddAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<List<string>> NotesAsync(in DateTime since, params string[] more);

    ValueTask TouchAsync();

    void Fail(string message);

    Task FailAsync(string message);

    Task<Unsendable> MakeUnsendableAsync();

    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Raises <see cref="Changed"/> with <see cref="CounterBlocking.Inside"/>, then waits for the token.</summary>
    void Block(CancellationToken cancellationToken);

    IAsyncEnumerable<int> CountTo(int end, CancellationToken cancellationToken = default);

    Task<int> WorkAsync(int steps, IProgress<int>? progress);

    ICounter? Child(string name);

    Task<bool> IsChildAsync(ICounter counter);

    Task<bool> AreChildrenAsync(List<ICounter> counters);

    Task<List<ICounter>> ChildrenAsync();

    Task<bool> TryLockAsync(AioLock mutex);
}

public interface ICounterBase
{
    int ProcessId { get; }

    Task<int> StreamsOpenAsync();
}

public static class CounterBlocking
{
    public const int Inside = -1;

    /// <summary>Calls <see cref="ICounter.Block"/> on a thread of its own.</summary>
    /// <returns>The call, when it has arrived over there: a token cancelled or a manager ended earlier would keep it from being made.</returns>
    public static async Task<Task> BlockAsync(this ICounter counter, CancellationToken token)
    {
        TaskCompletionSource inside = new();
        counter.Changed += (_, value) =>
        {
            if (value == Inside)
                inside.TrySetResult();
        };
        var call = Task.Run(() => counter.Block(token), TestContext.Current.CancellationToken);
        await inside.Task.InTime();
        return call;
    }
}

public sealed class Unsendable
{
    public Stream Open { get; } = Stream.Null;
}

/// <summary>The object behind it. Hosted, its members run beside each other.</summary>
public sealed class Counter(int start) : ICounter
{
    private readonly Dictionary<string, Counter> _children = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<(string, int), string> _places = [];
    private int _value = start;
    private int _streamsOpen;

    public Counter() : this(0)
    {
    }

    public event EventHandler<int>? Changed;

    public event Action? Emptied;

    public event EventHandler? Plain;

    public int ProcessId => Environment.ProcessId;

    public int Value
    {
        get => _value;
        set => _value = value;
    }

    public string this[string key, int index]
    {
        get => _places[(key, index)];
        set => _places[(key, index)] = value;
    }

    public int Add(int count, string? note)
    {
        int value = Interlocked.Add(ref _value, count);
        lock (_notes)
            _notes.Add(note ?? "");
        Changed?.Invoke(this, value);
        Plain?.Invoke(this, EventArgs.Empty);
        return value;
    }

    public void Clear()
    {
        _value = 0;
        Emptied?.Invoke();
    }

    public async Task ClearAsync()
    {
        await Task.Yield();
        Clear();
    }

    public async Task<int> AddAsync(int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Add(count, null);
    }

    public ValueTask<List<string>> NotesAsync(in DateTime since, params string[] more)
    {
        lock (_notes)
            return new([.. _notes, .. more]);
    }

    public ValueTask TouchAsync() => default;

    public void Fail(string message) => throw new InvalidOperationException(message);

    public async Task FailAsync(string message)
    {
        await Task.Yield();
        Fail(message);
    }

    public Task<Unsendable> MakeUnsendableAsync() => Task.FromResult(new Unsendable());

    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public void Block(CancellationToken cancellationToken)
    {
        Changed?.Invoke(this, CounterBlocking.Inside);
        cancellationToken.WaitHandle.WaitOne();
    }

    public async IAsyncEnumerable<int> CountTo(int end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _streamsOpen);
        try
        {
            for (int i = 0; i < end; i++)
            {
                _value = i;
                yield return i;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _streamsOpen);
        }
    }

    public Task<int> StreamsOpenAsync() => Task.FromResult(Volatile.Read(ref _streamsOpen));

    public Task<int> WorkAsync(int steps, IProgress<int>? progress)
    {
        for (int i = 1; i <= steps; i++)
            progress?.Report(i);
        return Task.FromResult(steps);
    }

    public ICounter? Child(string name)
    {
        if (name.Length == 0)
            return null;
        lock (_children)
            return _children.TryGetValue(name, out Counter? child) ? child : _children[name] = new Counter();
    }

    public Task<bool> IsChildAsync(ICounter counter)
    {
        lock (_children)
            return Task.FromResult(counter is Counter own && _children.ContainsValue(own));
    }

    public async Task<bool> AreChildrenAsync(List<ICounter> counters)
    {
        foreach (ICounter counter in counters)
        {
            if (!await IsChildAsync(counter))
                return false;
        }
        return true;
    }

    public Task<List<ICounter>> ChildrenAsync()
    {
        lock (_children)
            return Task.FromResult<List<ICounter>>([.. _children.Values]);
    }

    public Task<bool> TryLockAsync(AioLock mutex) => Task.FromResult(mutex.TryAcquire());

    public void Dispose() => _streamsOpen = -1;
}

/// <summary>A generic interface, made for the types that calls name.</summary>
public interface IBox<T>
{
    T? Item { get; set; }
}

public sealed class Box<T> : IBox<T>
{
    public T? Item { get; set; }
}

public interface IOnlyMarked
{
    int Twice(int number);
}

/// <summary>Tells by a file that it was disposed of.</summary>
public interface ITrace
{
    Task<int> CountAsync();
}

public sealed class Trace(string path) : ITrace, IAsyncDisposable
{
    public Task<int> CountAsync() => Task.FromResult(1);

    public async ValueTask DisposeAsync() => await File.WriteAllTextAsync(path, "gone");
}

public sealed class Refusing : ITrace
{
    public Refusing() => throw new ArgumentException("not me");

    public Task<int> CountAsync() => Task.FromResult(0);
}

/// <summary>Raises its event while somebody subscribes, and for whoever has long unsubscribed: as another thread may that was about to.</summary>
public interface IUntimely
{
    event Action<string>? Raised;

    int RaiseLate();
}

public sealed class Untimely : IUntimely
{
    private Action<string>? _handlers;

    public event Action<string>? Raised
    {
        add
        {
            _handlers += value;
            value!("early");
        }
        remove
        {
        }
    }

    public int RaiseLate()
    {
        _handlers!("late");
        return 5;
    }
}

using System.Runtime.CompilerServices;

namespace AioProcessing.Torture.Scenarios;

/// <summary>Lives in the tortured manager, and knows what each client has called so far.</summary>
public interface ITally
{
    event Action<long>? Added;

    /// <summary>Calls of one flow are numbered from 1; each must come once, and in order.</summary>
    Task<long> AddAsync(int flow, long number);

    long Add(int flow, long number);

    /// <summary>Until it is cancelled.</summary>
    Task WaitAsync(CancellationToken cancellationToken);

    IAsyncEnumerable<int> CountAsync(CancellationToken cancellationToken);

    ITally Child();
}

/// <inheritdoc/>
public sealed class Tally : ITally
{
    private readonly Dictionary<int, long> _last = [];
    private long _total;

    public event Action<long>? Added;

    public Task<long> AddAsync(int flow, long number) => Task.FromResult(Add(flow, number));

    public long Add(int flow, long number)
    {
        lock (_last)
        {
            long expected = _last.GetValueOrDefault(flow) + 1;
            if (number != expected)
                throw new InvalidOperationException($"call {number} of flow {flow} came when {expected} was due");
            _last[flow] = number;
        }
        long total = Interlocked.Increment(ref _total);
        Added?.Invoke(total);
        return number;
    }

    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public async IAsyncEnumerable<int> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            if (i % 16 == 0)
                await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    public ITally Child() => new Tally();
}

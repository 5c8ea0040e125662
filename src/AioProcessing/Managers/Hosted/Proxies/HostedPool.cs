using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted pool, as its clients have it.</summary>
internal sealed class HostedPool(AioProxyTarget target, int workers) : HostedProxy(target), IAioPool
{
    // As in Python: enough pieces for uneven work, few enough to cost little.
    private const int PiecesPerWorker = 4;

    private int _workers = workers;

    public Task<TResult> ApplyAsync<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default) =>
        RunAsync<TResult>(new ApplyJob<T1, TResult>(Of(function), argument1), cancellationToken);

    public Task<TResult> ApplyAsync<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, CancellationToken cancellationToken = default) =>
        RunAsync<TResult>(new ApplyJob<T1, TResult>(Of(function), argument1), cancellationToken);

    public TResult Apply<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default) =>
        ApplyAsync(function, argument1, cancellationToken).GetAwaiter().GetResult();

    public Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken = default) =>
        MapCoreAsync(Of(function), source, cancellationToken);

    public Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken = default) =>
        MapCoreAsync(Of(function), source, cancellationToken);

    public TResult[] Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken = default) =>
        MapAsync(function, source, cancellationToken).GetAwaiter().GetResult();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal override void WriteState(PayloadWriter to) => to.WriteInt32(_workers);

    internal override void ReadState(ref PayloadReader from) => _workers = from.ReadInt32();

    private static JobFunction<T, TResult> Of<T, TResult>(Func<T, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new JobFunction<T, TResult>(function, null);
    }

    private static JobFunction<T, TResult> Of<T, TResult>(Func<T, Task<TResult>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new JobFunction<T, TResult>(null, function);
    }

    private async Task<TResult[]> MapCoreAsync<T, TResult>(JobFunction<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        T[] items = [.. source];
        int length = Math.Max(1, (items.Length + (_workers * PiecesPerWorker) - 1) / (_workers * PiecesPerWorker));
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<TResult[]>[] pieces = [.. items.Chunk(length).Select(piece => RunAsync<TResult[]>(new MapJob<T, TResult>(function, piece), rest.Token))];
        try
        {
            await foreach (Task<TResult[]> piece in Task.WhenEach(pieces).ConfigureAwait(false))
                await piece.ConfigureAwait(false);
        }
        catch
        {
            await rest.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll((Task[])pieces).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        return [.. pieces.SelectMany(static piece => piece.Result)];
    }

    private async Task<TResult> RunAsync<TResult>(PoolJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[] packed = job.Pack();
        PayloadWriter call = Begin((int)PoolObject.Member.Run);
        call.WriteBlock(packed);
        byte[] outcome;
        try
        {
            outcome = await SendAsync(call, static (ref PayloadReader from, ManagerClient client) => from.ReadBlock().ToArray(), cancellationToken).ConfigureAwait(false);
        }
        catch (AioRemoteException error) when (error.InnerException is AioException ofThePool)
        {
            throw ofThePool; // As if the workers were this process's.
        }

        return PoolJob.ReadOutcome<TResult>(outcome);
    }
}

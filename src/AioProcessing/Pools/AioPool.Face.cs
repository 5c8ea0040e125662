namespace AioProcessing;

// What a hosted pool can do too. The members of the class have more to say, so these are not seen on it.
public sealed partial class AioPool : IAioPool
{
    Task<TResult> IAioPool.ApplyAsync<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken) =>
        ApplyAsync(function, argument1, cancellationToken);

    Task<TResult> IAioPool.ApplyAsync<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, CancellationToken cancellationToken) =>
        ApplyAsync(function, argument1, cancellationToken);

    TResult IAioPool.Apply<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken) => Apply(function, argument1, cancellationToken);

    Task<TResult[]> IAioPool.MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        MapAsync(function, source, cancellationToken);

    Task<TResult[]> IAioPool.MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        MapAsync(function, source, cancellationToken);

    TResult[] IAioPool.Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        Map(function, source, null, cancellationToken);
}

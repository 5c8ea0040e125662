using AioProcessing.Serialization;

namespace AioProcessing.Processes;

/// <summary>What the parent hears of a child's job, once: a value, an error, or that it was cancelled.</summary>
internal abstract class Outcome
{
    public abstract Task Completion { get; }

    /// <summary>Reads the value from the child's message.</summary>
    public abstract void Read(ref PayloadReader from);

    public abstract void Fail(Exception reason);

    public abstract void Cancel(CancellationToken token);
}

/// <summary>Stands for the value of a target that has none.</summary>
internal readonly struct Nothing;

/// <inheritdoc/>
internal sealed class Outcome<T> : Outcome
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Outcome()
    {
        if (typeof(T) == typeof(ValueTask) || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ValueTask<>)))
            throw new ArgumentException("A target that returns a ValueTask cannot run in a process: let it return a Task.", "target");
    }

    public Task<T> Task => _source.Task;

    public override Task Completion => Task;

    public override void Read(ref PayloadReader from) => _source.TrySetResult(typeof(T) == typeof(Nothing) ? default! : ValueCodec.Read<T>(ref from));

    public override void Fail(Exception reason)
    {
        // Counts as seen: a caller who only joins has the exit code, and must not be accused of having forgotten an exception.
        if (_source.TrySetException(reason))
            _ = _source.Task.Exception;
    }

    public override void Cancel(CancellationToken token) => _source.TrySetCanceled(token);
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace AioProcessing;

/// <summary>What became of one item: a value, or the error that it would have thrown.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct AioOutcome<T>
{
    private AioOutcome(T value, Exception? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value; the default when there was an error.</summary>
    public T Value { get; }

    /// <summary>Null when there is a value.</summary>
    public Exception? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value, or throws the error.</summary>
    public T GetValue()
    {
        if (Error is not null)
            ExceptionDispatchInfo.Throw(Error);
        return Value;
    }

    internal static AioOutcome<T> Success(T value) => new(value, null);

    internal static AioOutcome<T> Failure(Exception error) => new(default!, error);
}

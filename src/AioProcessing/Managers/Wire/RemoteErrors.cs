using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Exceptions in frames. Those of the built-in objects come out as themselves, as if the object lay in shared memory; those of users' code as <see cref="AioRemoteException"/>.</summary>
internal static class RemoteErrors
{
    private const byte OfUser = 0;

    private static readonly (Type Type, Func<string, Exception> Make)[] s_known =
    [
        (typeof(AioException), static message => new AioException(message)),
        (typeof(AioCompletedException), static message => new AioCompletedException(message)),
        (typeof(AioBrokenBarrierException), static message => new AioBrokenBarrierException(message)),
        (typeof(AioAbandonedLockException), static message => new AioAbandonedLockException(message)),
        (typeof(AioTimeoutException), static message => new AioTimeoutException(message)),
        (typeof(AioSerializationException), static message => new AioSerializationException(message)),
        (typeof(InvalidOperationException), static message => new InvalidOperationException(message)),
        (typeof(ArgumentException), static message => new ArgumentException(message)),
        (typeof(ArgumentOutOfRangeException), static message => new ArgumentOutOfRangeException(null, message)),
        (typeof(KeyNotFoundException), static message => new KeyNotFoundException(message)),
        (typeof(NotSupportedException), static message => new NotSupportedException(message)),
        (typeof(SynchronizationLockException), static message => new SynchronizationLockException(message)),
        (typeof(SemaphoreFullException), static message => new SemaphoreFullException(message)),
        (typeof(ObjectDisposedException), static message => new ObjectDisposedException(null, message)),
        (typeof(OperationCanceledException), static message => new OperationCanceledException(message)),
        (typeof(AioNotHostedException), static message => new AioNotHostedException(message)),
        (typeof(AioObjectGoneException), static message => new AioObjectGoneException(message)),
    ];

    /// <summary>An error of this library's own code.</summary>
    /// <remarks>One that is not known to the other side is told as a user's.</remarks>
    public static void WriteOwn(PayloadWriter to, Exception exception, bool isNative)
    {
        int known = Array.FindIndex(s_known, one => one.Type == exception.GetType());
        if (known < 0)
        {
            WriteUsers(to, exception, isNative);
            return;
        }
        to.WriteByte((byte)(known + 1));
        to.WriteString(exception.Message);
        to.WriteString((exception as AioSerializationException)?.MemberPath);
        bool hasCause = exception is AioCompletedException { InnerException: not null };
        if (exception is not AioSerializationException)
            to.WriteBool(hasCause);
        if (hasCause)
            WriteUsers(to, exception.InnerException!, isNative);
    }

    /// <summary>An error of code that the user wrote.</summary>
    /// <param name="to">The frame.</param>
    /// <param name="exception">What was thrown.</param>
    /// <param name="isNative">Whether the exception itself may cross, beside its text.</param>
    public static void WriteUsers(PayloadWriter to, Exception exception, bool isNative)
    {
        to.WriteByte(OfUser);
        ExceptionCodec.Write(to, exception, withItself: isNative);
    }

    public static Exception Read(ref PayloadReader from, bool isNative)
    {
        int known = from.ReadByte();
        if (known == OfUser)
            return ExceptionCodec.Read(ref from, withItself: isNative);
        if (known > s_known.Length)
            throw from.Malformed($"an error is of kind {known}");
        string message = from.ReadString() ?? "";
        if (from.ReadString() is { } memberPath)
            return new AioSerializationException(message, memberPath);
        if (!from.ReadBool())
            return s_known[known - 1].Make(message);
        Exception cause = Read(ref from, isNative);
        return new AioCompletedException(message, cause);
    }
}

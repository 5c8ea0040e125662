using System.Collections;

namespace AioProcessing.Serialization;

/// <summary>Why particular types cannot cross, in words that help: the reason and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>The obstacle that the type, or one of its bases, is known for.</summary>
    public static Obstacle? Of(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (OfExactly(at) is { } obstacle)
                return obstacle;
        }
        return null;
    }

    /// <summary>For framework types that are neither known to cross nor known by name.</summary>
    public static Obstacle OfUnknown(Type type)
    {
        if (ModuleIdentity.Of(type.Module).IsOurs)
            return new Obstacle("which belongs to this process", "Create it in the process that uses it.");
        if (typeof(IEnumerable).IsAssignableFrom(type)) // Before enumerators: a query is often both.
            return new Obstacle("a sequence that exists only as a way to compute it, or a view", "Send its items: call ToList() or ToArray() first.");
        if (typeof(IEnumerator).IsAssignableFrom(type))
            return new Obstacle("an enumeration under way", "Send the collection.");
        return new Obstacle("a framework type whose private state only the framework can rebuild", "Send the data it was made from, and make it over there.");
    }

    /// <summary>Its one field stands for many, and without references it would be copied as memory.</summary>
    public static Obstacle OfInlineArray { get; } = new("an inline array of references", "Use an array.");

    /// <summary>For user types on top of a framework class.</summary>
    public static Obstacle OfBase(Type parent) => new(
        $"which derives from {TypeNames.Of(parent)}, and that has private state only the framework can rebuild",
        "Send the data it was made from, and make it over there.");

    private static Obstacle? OfExactly(Type type) => type.Namespace switch
    {
        "System" => OfSystem(type.Name),
        "System.IO" => OfIo(type.Name),
        "System.Net.Http" => type.Name is "HttpMessageInvoker" or "HttpMessageHandler"
            ? new Obstacle("which holds open connections", "Make one over there.") : null,
        "System.Net.Sockets" => type.Name is "Socket" or "TcpClient" or "TcpListener" or "UdpClient"
            ? new Obstacle("which is an open connection of this process", "Open it over there, or send the address.") : null,
        "System.Threading" => OfThreading(type.Name),
        "System.Threading.Tasks" => type.Name is "Task" or "ValueTask" or "ValueTask`1" or "TaskCompletionSource" or "TaskCompletionSource`1" or "TaskScheduler"
            ? new Obstacle("which is work under way in this process", "Await it and send the result.") : null,
        "System.Threading.Channels" => new Obstacle("which connects threads of one process", "Use an AioQueue<T>."),
        "System.Timers" when type.Name == "Timer" => new Obstacle("which runs in this process", "Start one over there."),
        "System.Diagnostics" when type.Name == "Process" => new Obstacle("which is a handle of this process", "Send its Id."),
        "System.Reflection" when type.Name == "Pointer" => new Obstacle("an address, which means nothing in another process", "Send what it points to."),
        "System.Reflection" => type.Name is "MemberInfo" or "Assembly" or "Module" or "ParameterInfo"
            ? new Obstacle("which describes code loaded in this process", "Send the Type and the member's name, or a delegate to it.") : null,
        "System.Runtime.InteropServices" => type.Name is "SafeHandle" or "CriticalHandle" or "GCHandle"
            ? new Obstacle("which holds a handle of this process", "Open it over there, or send its name.") : null,
        "System.Linq.Expressions" => new Obstacle("which is code as data", "Send a delegate."),
        "System.Data.Common" => type.Name is "DbConnection" or "DbCommand" or "DbTransaction" or "DbDataReader"
            ? new Obstacle("which holds an open connection", "Send the connection string and open it over there.") : null,
        _ => null,
    };

    private static Obstacle? OfSystem(string name) => name switch
    {
        "WeakReference" or "WeakReference`1" => new Obstacle("which does not own what it refers to", "Send the object itself."),
        "Lazy`1" => new Obstacle("which may hold code and locks of this process", "Send its Value."),
        "Progress`1" => new Obstacle("which calls back into this process", "Report through an AioQueue<T>."),
        "IntPtr" or "UIntPtr" => new Obstacle("an address, which means nothing in another process", "Send what it points to."),
        _ => null,
    };

    private static Obstacle? OfIo(string name) => name switch
    {
        "Stream" => new Obstacle("which is an open stream of this process", "Send the path or the bytes, and open it over there."),
        "TextReader" or "TextWriter" or "BinaryReader" or "BinaryWriter" =>
            new Obstacle("which reads or writes an open stream of this process", "Send the path or the text, and open it over there."),
        "FileSystemWatcher" => new Obstacle("which watches from this process", "Make one over there."),
        _ => null,
    };

    private static Obstacle? OfThreading(string name) => name switch
    {
        "CancellationTokenSource" => new Obstacle("which cancels in this process only", "Pass its Token, which is wired to the other process."),
        "CancellationTokenRegistration" => new Obstacle("which belongs to a callback of this process", "Register over there."),
        "Thread" or "SynchronizationContext" or "ExecutionContext" => new Obstacle("which is part of this process's execution", "Leave it out."),
        "Timer" or "PeriodicTimer" => new Obstacle("which runs in this process", "Start one over there."),
        "SemaphoreSlim" or "WaitHandle" or "ManualResetEventSlim" or "ReaderWriterLockSlim" or "Lock" or "Barrier" or "CountdownEvent" =>
            new Obstacle("which synchronises threads of one process", "Use the Aio counterpart, such as AioLock, AioSemaphore or AioEvent."),
        "AsyncLocal`1" or "ThreadLocal`1" => new Obstacle("whose value depends on where it is read", "Send its Value."),
        _ => null,
    };
}

namespace AioProcessing.Serialization;

/// <summary>Framework types, by name, that are known not to cross: why, and what to do instead.</summary>
/// <remarks>The analyzers compile this very file, so that they warn of what would be refused at run time and of nothing else.</remarks>
internal static class KnownObstacles
{
    /// <param name="space">The type's namespace.</param>
    /// <param name="name">Its name in metadata, such as Lazy`1.</param>
    public static Obstacle? Of(string? space, string name) => space switch
    {
        "System" => OfSystem(name),
        "System.IO" => OfIo(name),
        "System.Net.Http" => name is "HttpMessageInvoker" or "HttpMessageHandler"
            ? new Obstacle("which holds open connections", "Make one over there.") : null,
        "System.Net.Sockets" => name is "Socket" or "TcpClient" or "TcpListener" or "UdpClient"
            ? new Obstacle("which is an open connection of this process", "Open it over there, or send the address.") : null,
        "System.Threading" => OfThreading(name),
        "System.Threading.Tasks" => name is "Task" or "ValueTask" or "ValueTask`1" or "TaskCompletionSource" or "TaskCompletionSource`1" or "TaskScheduler"
            ? new Obstacle("which is work under way in this process", "Await it and send the result.") : null,
        "System.Threading.Channels" => new Obstacle("which connects threads of one process", "Use an AioQueue<T>."),
        "System.Timers" when name == "Timer" => new Obstacle("which runs in this process", "Start one over there."),
        "System.Diagnostics" when name == "Process" => new Obstacle("which is a handle of this process", "Send its Id."),
        "System.Reflection" when name == "Pointer" => new Obstacle("an address, which means nothing in another process", "Send what it points to."),
        "System.Reflection" => name is "MemberInfo" or "Assembly" or "Module" or "ParameterInfo"
            ? new Obstacle("which describes code loaded in this process", "Send the Type and the member's name, or a delegate to it.") : null,
        "System.Runtime.InteropServices" => name is "SafeHandle" or "CriticalHandle" or "GCHandle"
            ? new Obstacle("which holds a handle of this process", "Open it over there, or send its name.") : null,
        "System.Linq.Expressions" => new Obstacle("which is code as data", "Send a delegate."),
        "System.Data.Common" => name is "DbConnection" or "DbCommand" or "DbTransaction" or "DbDataReader"
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

using System.Runtime.CompilerServices;
using AioProcessing.Processes;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>What a worker does with an item's bytes. Made by the pool, and again in the worker.</summary>
/// <remarks>It crosses as its delegate alone, so that an error names what the user captured and not the wrapping.</remarks>
internal abstract class WorkFunction(Delegate target) : IAioHandle
{
    protected Delegate Target = target;

    /// <summary>Whether the function has a parameter for the item's token: then it is asked to stop before it is stopped.</summary>
    public virtual bool Listens => false;

    public virtual bool IsAsync => false;

    /// <summary>The method's name, for errors.</summary>
    public string Name => Target.Method.Name;

    public Delegate Code => Target;

    /// <summary>Appends the result.</summary>
    public abstract void Run(ref PayloadReader argument, PayloadWriter result);

    /// <summary>Starts an asynchronous function, and tells how to append its result once it has completed.</summary>
    public virtual Task Start(ref PayloadReader argument) => throw new NotSupportedException();

    public virtual void WriteResult(Task completed, PayloadWriter result) => throw new NotSupportedException();

    void IAioHandle.WriteReference(PayloadWriter writer) => DelegateCodec.Write(writer, Target);

    void IAioHandle.ReadReference(ref PayloadReader reader) => Target = DelegateCodec.Read(ref reader);

    protected T As<T>()
        where T : Delegate => Unsafe.As<T>(Target);
}

/// <summary>A function of one argument; those of several take a tuple.</summary>
internal abstract class WorkFunction<TArgument, TResult>(Delegate target) : WorkFunction(target)
{
    public override void Run(ref PayloadReader argument, PayloadWriter result)
    {
        TResult value = Invoke(ValueCodec.Read<TArgument>(ref argument), argument.Cancellation);
        if (typeof(TResult) != typeof(Nothing))
            ValueCodec.Write(result, value);
    }

    protected abstract TResult Invoke(TArgument argument, CancellationToken cancellation);
}

/// <summary>An asynchronous function.</summary>
internal abstract class AsyncWorkFunction<TArgument, TResult>(Delegate target) : WorkFunction(target)
{
    public override bool IsAsync => true;

    public override void Run(ref PayloadReader argument, PayloadWriter result)
    {
        Task task = Start(ref argument);
        task.GetAwaiter().GetResult();
        WriteResult(task, result);
    }

    public override Task Start(ref PayloadReader argument) =>
        Invoke(ValueCodec.Read<TArgument>(ref argument), argument.Cancellation)
        ?? throw new InvalidOperationException($"{Name} returned null where a Task was expected.");

    public override void WriteResult(Task completed, PayloadWriter result)
    {
        if (typeof(TResult) != typeof(Nothing))
            ValueCodec.Write(result, ((Task<TResult>)completed).Result);
    }

    protected abstract Task Invoke(TArgument argument, CancellationToken cancellation);
}


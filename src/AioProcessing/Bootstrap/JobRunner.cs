using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AioProcessing.Bootstrap;

/// <summary>Runs a job on the calling thread, to the end of its task if it makes one.</summary>
internal static class JobRunner
{
    /// <summary>The type and the value that the job yields; a null type = none. What the target throws passes through unwrapped.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Task<T> keeps Result, which every program uses.")]
    public static object? Run(Job job, out Type? type)
    {
        type = null;
        object? returned = Invoke(job);
        Type? declared = job.ReturnType;
        if (declared is null)
            return null;
        if (!typeof(Task).IsAssignableFrom(declared))
        {
            type = declared;
            return returned;
        }
        if (returned is not Task task)
            throw new InvalidOperationException("The target returned null where a Task was expected.");
        task.GetAwaiter().GetResult();
        if (declared == typeof(Task))
            return null;
        type = declared.GenericTypeArguments[0];
        return declared.GetProperty("Result")!.GetValue(task);
    }

    /// <summary>
    /// By the method where the delegate is just that method and its object: a first call through the delegate's own Invoke makes the runtime compile a stub for it.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Delegates keep Invoke.")]
    private static object? Invoke(Job job)
    {
        Delegate target = job.Target;
        if (target is Action action)
        {
            action();
            return null;
        }
        MethodInfo method = target.Method;
        // Not so a static method bound to its first argument, nor base.Method, which the method itself would dispatch to the override.
        bool isPlain = target.HasSingleTarget && method.IsStatic == target.Target is null && (!method.IsVirtual || method.IsFinal);
        return isPlain
            ? method.Invoke(target.Target, BindingFlags.DoNotWrapExceptions, null, job.Arguments, null)
            : target.GetType().GetMethod("Invoke")!.Invoke(target, BindingFlags.DoNotWrapExceptions, null, job.Arguments, null);
    }
}

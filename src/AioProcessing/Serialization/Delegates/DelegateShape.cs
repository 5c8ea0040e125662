using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>A delegate: a count of entries, then each entry's method and target.</summary>
/// <remarks>
/// Delegates have no identity in a payload: two mentions are two equal delegates. That is what lets a lambda capture itself:
/// the inner mention refers back to the closure, which exists by then, and not to the delegate, which does not.
/// </remarks>
internal sealed class DelegateShape(Type type) : Shape(type)
{
    public override void Write(GraphWriter to, object? value)
    {
        var target = (Delegate)value!;
        if (to.IsTentative) // What closures have sent is not taken back.
            to.Refuse(target.GetType(), "a delegate inside an exception", "Keep code out of exceptions.");
        if (target.HasSingleTarget)
        {
            to.To.WriteCount(1);
            WriteEntry(to, target);
            return;
        }
        Delegate[] entries = target.GetInvocationList();
        to.To.WriteCount(entries.Length);
        foreach (Delegate entry in entries)
            WriteEntry(to, entry);
    }

    private static void WriteEntry(GraphWriter to, Delegate entry)
    {
        MethodInfo method = entry.Method;
        MethodReference.RefuseIfGenerated(to, entry, method);
        object? target = entry.Target;
        if (target is null)
        {
            MethodReference.Write(to, method, method.IsStatic ? TargetKind.None : TargetKind.Stateless);
            return;
        }
        // Native code does not bind an instance method to null.
        if (!NativeTypes.IsNative && !method.IsStatic && ClosureShape.IsStateless(method.DeclaringType!))
        {
            MethodReference.Write(to, method, TargetKind.Stateless);
            return;
        }
        if (!method.IsStatic && ShapeCatalog.Of(target.GetType()) is ClosureShape closure)
        {
            MethodReference.Write(to, method, TargetKind.Closure);
            to.WriteTypeOf(closure);
            closure.Write(to, target, ReachableFields.Of(method));
            return;
        }
        MethodReference.Write(to, method, TargetKind.Object);
        to.Path.Push(to.Path.Count == 0 ? "this" : "Target");
        to.WriteSlot(ShapeCatalog.Of(typeof(object)), target);
        to.Path.Pop();
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        int count = from.CheckCount(from.ReadCount(), 3);
        if (count == 0)
            throw from.Malformed("a delegate has no entries");
        if (count == 1)
            return ReadEntry(ref from);
        var entries = new Delegate[count];
        for (int i = 0; i < count; i++)
            entries[i] = ReadEntry(ref from);
        return Delegate.Combine(entries);
    }

    private Delegate ReadEntry(ref PayloadReader from)
    {
        MethodInfo method = MethodReference.Read(ref from, out TargetKind kind);
        object? target = kind switch
        {
            TargetKind.None or TargetKind.Stateless => null,
            TargetKind.Object => from.Graph.ReadSlot(ref from, ShapeCatalog.Of(typeof(object))),
            TargetKind.Closure when ShapeCatalog.Of(from.Graph.Types.Read(ref from)) is ClosureShape closure => closure.Read(ref from, NoId),
            _ => throw from.Malformed("a delegate's target is of no known kind"),
        };
        // Bound to null, an instance method still runs as long as it does not use its instance: a lambda without captures never does.
        if (target is null && (kind is TargetKind.Object or TargetKind.Closure || method.IsStatic != (kind == TargetKind.None)))
            throw from.Malformed($"the delegate to {method.Name} has no target");
        Delegate made = Delegate.CreateDelegate(Type, target, method);
        bool mayBeOverridden = method.IsVirtual && target is not null && target.GetType() != method.DeclaringType;
        return mayBeOverridden && made.Method != method ? Exactly(made, method) : made;
    }

    // A delegate to base.Method was given, and CreateDelegate, which has checked the signature, chose the override.
    private static Delegate Exactly(Delegate chosen, MethodInfo method) =>
        (Delegate)Reflect.Constructor(chosen.GetType(), typeof(object), typeof(nint))!.Invoke([chosen.Target, method.MethodHandle.GetFunctionPointer()]);
}

/// <summary>What a delegate is bound to.</summary>
internal enum TargetKind : byte
{
    /// <summary>Nothing: a static method.</summary>
    None,

    /// <summary>The compiler's holder of lambdas that capture nothing: it has no state and need not exist over there.</summary>
    Stateless,

    /// <summary>Captured variables.</summary>
    Closure,

    /// <summary>Any other object.</summary>
    Object,
}

using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>A method and its arguments. The delegate is always one of the Action and Func families, whose type arguments are the parameter types.</summary>
internal readonly record struct Job(Delegate Target, object?[] Arguments)
{
    // A target that takes a token can be asked to stop, also by a caller who had no token to give: he passes one that nobody else will cancel.
    private static readonly CancellationTokenSource s_never = new();

    public void Write(PayloadWriter to)
    {
        DelegateCodec.Write(to, Target);
        Type[] types = ParameterTypes(Target);
        for (int i = 0; i < Arguments.Length; i++)
            ValueCodec.WriteArgument(to, types[i], Arguments[i] is CancellationToken { CanBeCanceled: false } ? s_never.Token : Arguments[i], Target, i);
    }

    /// <summary>Null for an Action.</summary>
    public Type? ReturnType => ReturnsValue(Target) ? ParameterTypes(Target)[^1] : null;

    public static Job Read(ref PayloadReader from)
    {
        Delegate target = DelegateCodec.Read(ref from);
        ReadOnlySpan<Type> types = ArgumentTypes(target);
        object?[] arguments = types.Length == 0 ? [] : new object?[types.Length];
        for (int i = 0; i < types.Length; i++)
            arguments[i] = ValueCodec.Read(ref from, types[i]);
        return new Job(target, arguments);
    }

    /// <summary>What the target takes.</summary>
    public static ReadOnlySpan<Type> ArgumentTypes(Delegate target) => ParameterTypes(target).AsSpan(0, ParameterTypes(target).Length - (ReturnsValue(target) ? 1 : 0));

    /// <summary>The parameter types; for a Func followed by its return type.</summary>
    private static Type[] ParameterTypes(Delegate target) => target.GetType().GenericTypeArguments;

    /// <summary>Action or Func, told by the name: a look at the Invoke method would cost a fresh process a millisecond of reflection.</summary>
    private static bool ReturnsValue(Delegate target) => target.GetType().Name[0] == 'F';
}

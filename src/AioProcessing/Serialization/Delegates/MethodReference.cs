using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>Names a method in a payload: module, row in its table of methods, and generic arguments of its type and its own.</summary>
internal static class MethodReference
{
    private const int KindBits = 0b0011;
    private const int InGenericType = 0b0100;
    private const int IsGeneric = 0b1000;

    /// <summary>Throws when the code exists in this process only.</summary>
    public static void RefuseIfGenerated(GraphWriter to, Delegate target, MethodInfo method)
    {
        if (method.DeclaringType is null || ModuleIdentity.Of(method.Module).IsDynamic)
        {
            to.Refuse(
                target.GetType(), "whose code was generated at run time (a compiled expression or a dynamic method)",
                "Use a method or a lambda that is compiled into an assembly.");
        }
        if (!method.HasMetadataToken())
        {
            to.Refuse(
                target.GetType(), "and delegates are named by metadata token, which this runtime (NativeAOT) does not have", "Run on CoreCLR.");
        }
    }

    public static void Write(GraphWriter to, MethodInfo method, TargetKind kind)
    {
        Type owner = method.DeclaringType!;
        int head = (int)kind | (owner.IsGenericType ? InGenericType : 0) | (method.IsGenericMethod ? IsGeneric : 0);
        to.To.WriteByte((byte)head);
        to.Types.WriteModule(ModuleIdentity.Of(method.Module));
        to.To.WriteCount(method.MetadataToken & 0xFFFFFF);
        if (owner.IsGenericType && to.Types.TryWrite(owner) is { } obstacle)
            throw obstacle.At(to.Path.ToString(), owner);
        if (method.IsGenericMethod && to.Types.WriteAll(method.GetGenericArguments()) is { } other)
            throw other.At(to.Path.ToString(), owner);
    }

    public static MethodInfo Read(ref PayloadReader from, out TargetKind kind)
    {
        int head = from.ReadByte();
        kind = (TargetKind)(head & KindBits);
        TypeReader types = from.Graph.Types;
        Module module = types.ReadModule(ref from);
        int row = from.ReadCount();
        if (row is 0 or > 0xFFFFFF || Reflect.MethodAt(module, row) is not MethodInfo method)
            throw from.Malformed($"row {row} of {module.Assembly.FullName} is no method");
        if ((head & InGenericType) != 0)
            method = InType(ref from, method, types.Read(ref from));
        if ((head & IsGeneric) != 0)
            method = Reflect.MakeGeneric(method, types.ReadAll(ref from));
        return method;
    }

    private static MethodInfo InType(ref PayloadReader from, MethodInfo method, Type owner) =>
        MethodBase.GetMethodFromHandle(method.MethodHandle, owner.TypeHandle) as MethodInfo
        ?? throw from.Malformed($"{method.Name} is no method of {TypeNames.Of(owner)}");
}

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
    }

    public static void Write(GraphWriter to, MethodInfo method, TargetKind kind)
    {
        Type owner = method.DeclaringType!;
        int head = (int)kind | (owner.IsGenericType ? InGenericType : 0) | (method.IsGenericMethod ? IsGeneric : 0);
        to.To.WriteByte((byte)head);
        if (NativeTypes.IsNative)
        {
            WriteNative(to, method, owner);
            return;
        }
        to.Types.WriteModule(ModuleIdentity.Of(method.Module));
        to.To.WriteCount(method.MetadataToken & 0xFFFFFF);
        if (owner.IsGenericType)
            Check(to, to.Types.TryWrite(owner), owner);
        if (method.IsGenericMethod)
            Check(to, to.Types.WriteAll(method.GetGenericArguments()), owner);
    }

    public static MethodInfo Read(ref PayloadReader from, out TargetKind kind)
    {
        int head = from.ReadByte();
        kind = (TargetKind)(head & KindBits);
        TypeReader types = from.Graph.Types;
        if (NativeTypes.IsNative)
            return ReadNative(ref from, types, (head & IsGeneric) != 0);
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

    // Without tokens: the type, and the method's number among those that it declares, in an order that the program's image has once for all.
    private static void WriteNative(GraphWriter to, MethodInfo method, Type owner)
    {
        MethodInfo named = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
        int number = Array.IndexOf(Reflect.OwnMethods(owner), named);
        if (number < 0)
        {
            to.Refuse(
                owner, $"whose method {method.Name} this NativeAOT program was not told to keep",
                $"Add <TrimmerRootAssembly Include=\"{ModuleIdentity.Of(owner.Module).Name}\" /> to the project.");
        }
        Check(to, to.Types.TryWrite(owner), owner);
        to.To.WriteCount(number);
        if (method.IsGenericMethod)
            Check(to, to.Types.WriteAll(method.GetGenericArguments()), owner);
    }

    private static MethodInfo ReadNative(ref PayloadReader from, TypeReader types, bool isGeneric)
    {
        MethodInfo[] methods = Reflect.OwnMethods(types.Read(ref from));
        int number = from.ReadCount();
        if (number >= methods.Length)
            throw from.Malformed($"there is no method {number}");
        return isGeneric ? Reflect.MakeGeneric(methods[number], types.ReadAll(ref from)) : methods[number];
    }

    private static void Check(GraphWriter to, Obstacle? obstacle, Type owner)
    {
        if (obstacle is not null)
            throw obstacle.At(to.Path.ToString(), owner);
    }

    private static MethodInfo InType(ref PayloadReader from, MethodInfo method, Type owner) =>
        MethodBase.GetMethodFromHandle(method.MethodHandle, owner.TypeHandle) as MethodInfo
        ?? throw from.Malformed($"{method.Name} is no method of {TypeNames.Of(owner)}");
}

using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace AioProcessing.Tests.Tidy;

/// <summary>The records and constants that processes of different builds must agree on, as text: measured on the running machine.</summary>
internal static class SharedLayout
{
    private const BindingFlags Fields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<Type> FixedWidth =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double),
    ];

    public static IReadOnlyList<string> Of(IEnumerable<Type> types) => [.. Own(types).OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Lines)];

    /// <summary>Fixed-width numbers only: a reference has no meaning in another process, and a bool that is neither 0 nor 1 has none anywhere.</summary>
    public static IEnumerable<Finding> Check(IEnumerable<Type> types) =>
        from type in Own(types)
        where type is { IsValueType: true, IsEnum: false }
        from field in type.GetFields(Fields | BindingFlags.Instance)
        where !IsFixedWidth(field.FieldType)
        select new Finding(type.FullName!, $"field {field.Name} is a {field.FieldType}; shared records hold fixed-width numbers only.");

    private static IEnumerable<Type> Own(IEnumerable<Type> types) => types.Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static IEnumerable<string> Lines(Type type)
    {
        bool isRecord = type is { IsValueType: true, IsEnum: false };
        yield return isRecord ? $"{type.FullName}: {SizeOf(type)} bytes" : type.FullName!;
        if (isRecord)
        {
            foreach (FieldInfo field in type.GetFields(Fields | BindingFlags.Instance).OrderBy(field => OffsetOf(type, field)))
                yield return $"    {OffsetOf(type, field),5}  {NameOf(field)}: {field.FieldType.Name}, {SizeOf(field.FieldType)} bytes";
        }

        foreach (FieldInfo constant in type.GetFields(Fields | BindingFlags.Static).Where(field => field.IsLiteral).OrderBy(field => field.Name, StringComparer.Ordinal))
            yield return $"    const  {constant.Name} = {constant.GetRawConstantValue()}";
    }

    // The field behind a property bears the property's name inside angle brackets.
    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;

    private static bool IsFixedWidth(Type type) =>
        FixedWidth.Contains(type) || type.IsEnum || (type is { IsValueType: true, IsPrimitive: false } && type.GetFields(Fields | BindingFlags.Instance).All(field => IsFixedWidth(field.FieldType)));

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    // Marshal.OffsetOf tells where a field goes in native code, which for some types is elsewhere. This subtracts two real addresses.
    private static int OffsetOf(Type type, FieldInfo field)
    {
        DynamicMethod offset = new("OffsetOf", typeof(int), null, typeof(SharedLayout).Module, skipVisibility: true);
        ILGenerator code = offset.GetILGenerator();
        code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca_S, (byte)0);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Ldloca_S, (byte)0);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Conv_I4);
        code.Emit(OpCodes.Ret);
        return offset.CreateDelegate<Func<int>>()();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>The reflection that trimming and ahead-of-time compilation cannot follow, in one place.</summary>
/// <remarks>
/// The types that cross are the user's, found at run time, so no annotation can name them. What a trimmer removes is missing in sender and
/// receiver alike, since both run the same files: an error and not a wrong value. NativeAOT drops fields that it does not see used, and there the loss
/// would be silent: <see cref="NativeTypes"/> refuses user types that the build was not told to keep whole. What is used here of the framework is listed in
/// <c>ILLink.Descriptors.xml</c>, which keeps it.
/// </remarks>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Why)]
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Why)]
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Why)]
[UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Why)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Why)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Why)]
[UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Only shown in an error message, where an empty path says 'bundled'.")]
internal static class Reflect
{
    private const string Why = "Both processes run the same files and reach the same members; the build keeps them. See the remarks of Reflect.";

    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const int TypeTable = 0x02000000;
    private const int MethodTable = 0x06000000;

    /// <summary>An instance of which no constructor has run.</summary>
    public static object Allocate(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>All instance fields, those of bases as far as they are not private.</summary>
    public static FieldInfo[] Fields(Type type) => type.GetFields(Instance);

    /// <summary>The instance fields that the type itself declares.</summary>
    public static FieldInfo[] OwnFields(Type type) => type.GetFields(Instance | BindingFlags.DeclaredOnly);

    public static bool IsInlineArray(Type type) => type.IsDefined(typeof(InlineArrayAttribute), inherit: false);

    public static MethodInfo[] OwnMethods(Type type) => type.GetMethods(Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    public static ConstructorInfo? Constructor(Type type, params Type[] parameters) => type.GetConstructor(Instance, parameters);

    public static PropertyInfo PropertyOf(Type type, string name) => type.GetProperty(name) ?? throw new MissingMemberException(type.Name, name);

    public static object? StaticProperty(Type type, string name) => PropertyOf(type, name).GetValue(null);

    public static Type TypeAt(Module module, int row) => module.ResolveType(TypeTable | row);

    public static MethodBase? MethodAt(Module module, int row) => module.ResolveMethod(MethodTable | row);

    public static MemberInfo? MemberAt(Module module, int token, Type[]? typeArguments, Type[]? methodArguments) =>
        module.ResolveMember(token, typeArguments, methodArguments);

    public static byte[]? IlOf(MethodBase method) => method.GetMethodBody()?.GetILAsByteArray();

    public static Type? TypeNamed(Assembly assembly, string name) => assembly.GetType(name, throwOnError: false);

    public static string PathOf(Assembly assembly) => assembly.Location;

    public static Type MakeGeneric(Type definition, params Type[] arguments) => definition.MakeGenericType(arguments);

    public static MethodInfo MakeGeneric(MethodInfo definition, params Type[] arguments) => definition.MakeGenericMethod(arguments);

    public static Type ArrayOf(Type element) => element.MakeArrayType();

    public static Type ArrayOf(Type element, int rank) => element.MakeArrayType(rank);

    public static Array NewArray(Type element, int length) => Array.CreateInstance(element, length);

    public static Array NewArray(Type element, int[] lengths) => Array.CreateInstance(element, lengths);
}

using System.Reflection;

namespace AioProcessing.Tests.Tidy;

/// <summary>
/// Every public type stands in namespace <c>AioProcessing</c>, is called <c>Aio…</c> or <c>IAio…</c>, and cannot be inherited from unless that
/// is what it is for.
/// </summary>
internal static class PublicShapeRule
{
    public static IEnumerable<Finding> Check(IEnumerable<Type> types) =>
        types.SelectMany(type => Complaints(type).Select(what => new Finding(NameOf(type), what)));

    public static string NameOf(Type type) => type.Name.Split('`')[0];

    private static IEnumerable<string> Complaints(Type type)
    {
        if (type.Namespace != "AioProcessing") yield return $"it stands in {type.Namespace}; users import one namespace, AioProcessing.";
        if (!HasPrefix(type)) yield return "its name lacks the prefix Aio (IAio for an interface).";
        if (IsOpen(type)) yield return "it is open to inheritance; seal it, or exempt it with the reason why it is not.";

        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            if (!type.IsEnum && !field.IsLiteral) yield return $"its field {field.Name} is public; make it a property.";
        }
    }

    // Without a constructor that a user's type can call, only this assembly inherits.
    private static bool IsOpen(Type type) =>
        type is { IsClass: true, IsSealed: false, IsAbstract: false }
        && type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Any(made => made.IsPublic || made.IsFamily || made.IsFamilyOrAssembly);

    private static bool HasPrefix(Type type) =>
        type.IsNested || type.Name.StartsWith(type.IsInterface ? "IAio" : "Aio", StringComparison.Ordinal);
}

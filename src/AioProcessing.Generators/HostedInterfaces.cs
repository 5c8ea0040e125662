using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>Which interfaces a project hosts, or calls: those that are marked, and those that calls of a manager name.</summary>
internal static class HostedInterfaces
{
    public const string Attribute = "AioProcessing.AioHostedAttribute";

    private static readonly string[] s_calls = ["Create", "CreateAsync", "Open", "OpenAsync", "Get", "GetAsync", "Register"];

    /// <summary>Whether a call by that name may name an interface; the look that costs more is <see cref="NamedBy"/>.</summary>
    public static bool MayName(string method) => Array.IndexOf(s_calls, method) >= 0;

    /// <summary>The interface that a call names; null when it names none.</summary>
    public static ITypeSymbol? NamedBy(IMethodSymbol method) =>
        method.TypeArguments.Length > 0 && MayName(method.Name) && method.ContainingType is { ContainingNamespace: { Name: "AioProcessing", ContainingNamespace.IsGlobalNamespace: true } } type
            && type.Name is "AioManager" or "AioManagerOptions"
            ? method.TypeArguments[0]
            : null;

    /// <summary>Why there can be no proxy at all; null when there can.</summary>
    public static MemberObstacle? ObstacleOf(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol)
            return new("it is a type parameter, and proxies are made when the program is compiled", "Name the interface where the manager is called, and pass on what it gives.");
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Interface } named)
            return new("it is no interface", "Declare an interface with the members that clients may call, and name that first.");
        if (ContainsTypeParameter(named))
            return new("it depends on a type parameter, and proxies are made when the program is compiled", "Name it with types that are known.");
        if (!IsVisible(named))
            return new("generated code cannot see it", "Make it internal or public, and what it stands in as well.");
        if (named.AllInterfaces.Append(named).SelectMany(one => one.GetMembers()).Any(member => member.IsStatic && member.IsAbstract))
            return new("it has static abstract members, which belong to a type and not to an object", "Host an interface without them.");
        return null;
    }

    /// <summary>Its own project makes the proxy.</summary>
    public static bool IsMadeElsewhere(INamedTypeSymbol type, Compilation compilation) =>
        !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly) && !type.IsGenericType
        && type.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == Attribute);

    private static bool ContainsTypeParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => ContainsTypeParameter(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(ContainsTypeParameter) || (named.ContainingType is { } outer && ContainsTypeParameter(outer)),
        _ => false,
    };

    private static bool IsVisible(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return false;
        }
        return type is not INamedTypeSymbol named || named.TypeArguments.All(argument => argument is not INamedTypeSymbol inner || IsVisible(inner));
    }
}

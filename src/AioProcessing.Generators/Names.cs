using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>How generated code names types.</summary>
internal static class Names
{
    public static string Of(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string Of(IParameterSymbol parameter) => "@" + parameter.Name;

    /// <summary>Whether it is the framework's type of that name, with or without type arguments.</summary>
    public static bool Is(ITypeSymbol type, string space, string name) => type.Name == name && type.ContainingNamespace?.ToDisplayString() == space && type.ContainingType is null;
}

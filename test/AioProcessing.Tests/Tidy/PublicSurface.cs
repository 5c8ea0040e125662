using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AioProcessing.Tests.Tidy;

/// <summary>What users of an assembly can see, as text: a line per type, and below it a line per member, in ordinal order.</summary>
/// <remarks>It reads the compiled assembly, not the sources, so that what generators add is there as well.</remarks>
internal static class PublicSurface
{
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.NameOnly,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    public static IReadOnlyList<string> OfAssembly(string path)
    {
        MetadataReference library = MetadataReference.CreateFromFile(path);
        CSharpCompilation compilation = CSharpCompilation.Create("Surface", references: LibraryCompilation.References.Append(library));
        return Of((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(library)!);
    }

    public static IReadOnlyList<string> Of(IAssemblySymbol assembly) =>
        [.. Types(assembly.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal).SelectMany(Lines)];

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceSymbol inner => Types(inner),
        INamedTypeSymbol type when IsVisible(type) => Types(type).Prepend(type),
        _ => [],
    });

    private static IEnumerable<string> Lines(INamedTypeSymbol type)
    {
        string bases = string.Join(", ", Bases(type).Select(parent => parent.ToDisplayString(Format)));
        yield return $"{Head(type)}{(bases.Length > 0 ? " : " + bases : "")}{Constraints(type)}";
        if (type.TypeKind == TypeKind.Delegate) yield break;

        IEnumerable<string> members = type.GetMembers().Where(IsMember).Select(member => $"    {member.ToDisplayString(Format)}{Accessors(member)}");
        foreach (string member in members.Order(StringComparer.Ordinal)) yield return member;
    }

    // The accessors that users can call; an internal setter is no part of the surface.
    private static string Accessors(ISymbol member)
    {
        if (member is not IPropertySymbol property) return "";
        string get = property.GetMethod is { } getter && IsVisible(getter) ? "get; " : "";
        string set = property.SetMethod is { } setter && IsVisible(setter) ? (setter.IsInitOnly ? "init; " : "set; ") : "";
        return $" {{ {get}{set}}}";
    }

    private static string Head(INamedTypeSymbol type)
    {
        string modifiers = type switch
        {
            { IsStatic: true } => "static ",
            { TypeKind: not TypeKind.Class } => type.IsReadOnly ? "readonly " : "",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        string space = type.ContainingNamespace.ToDisplayString();
        return $"{modifiers}{type.TypeKind.ToString().ToLowerInvariant()} {space}.{NameOf(type)}";
    }

    private static string NameOf(INamedTypeSymbol type) => type.ToDisplayString(Format.RemoveGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints));

    private static string Constraints(INamedTypeSymbol type) => type.ToDisplayString(Format)[NameOf(type).Length..];

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        if (type.TypeKind is TypeKind.Enum or TypeKind.Delegate) return [];
        IEnumerable<INamedTypeSymbol> parents = type.BaseType is { SpecialType: SpecialType.None } parent ? [parent] : [];
        return parents.Concat(type.Interfaces.Where(IsVisible).OrderBy(face => face.ToDisplayString(), StringComparer.Ordinal));
    }

    // Not the accessors, which stand with their property, and not what no code can name.
    private static bool IsMember(ISymbol member) =>
        IsVisible(member) && member is not INamedTypeSymbol and not IMethodSymbol { AssociatedSymbol: not null }
        && !member.Name.StartsWith('<') && !IsDefaultOfStruct(member);

    private static bool IsDefaultOfStruct(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true, ContainingType.IsValueType: true };

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}

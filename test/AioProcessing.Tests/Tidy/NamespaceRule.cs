using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Tests.Tidy;

/// <summary>An internal type of the library stands in the namespace of its folder; a public one in <c>AioProcessing</c>.</summary>
/// <remarks>
/// A folder inside a folder may share the outer one's namespace. <c>Core/Layout</c> may not: its namespace tells the layout baseline which
/// records are shared.
/// </remarks>
internal static class NamespaceRule
{
    private const string LayoutSpace = "AioProcessing.Core.Layout";

    public static IEnumerable<Finding> Check(CSharpCompilation compilation) =>
        from tree in compilation.SyntaxTrees
        where tree.FilePath.StartsWith("src/AioProcessing/", StringComparison.Ordinal)
        let model = compilation.GetSemanticModel(tree)
        from node in tree.GetRoot().DescendantNodes()
        where node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        let type = (INamedTypeSymbol)model.GetDeclaredSymbol(node)!
        where type.ContainingType is null
        let expected = Expected(tree.FilePath, type)
        let actual = type.ContainingNamespace.ToDisplayString()
        where actual != expected && (expected == LayoutSpace || actual != Outer(expected))
        select new Finding(tree.FilePath, $"{type.Name} stands in namespace {actual}; its place is {expected}.");

    private static string Outer(string space) => string.Join('.', space.Split('.').Take(2));

    private static string Expected(string path, INamedTypeSymbol type)
    {
        string folder = path[..path.LastIndexOf('/')]["src/".Length..].Replace('/', '.');
        return type.DeclaredAccessibility == Accessibility.Public ? "AioProcessing" : folder;
    }
}

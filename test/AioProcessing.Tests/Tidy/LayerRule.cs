using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Tests.Tidy;

/// <summary>A folder of the library uses the rows below its own: no row above, and no neighbour in its row.</summary>
/// <remarks>
/// It goes by symbols, not by <c>using</c> lines: a nested namespace sees its parent's types without any, so a search through the text
/// would miss real violations.
/// </remarks>
internal static class LayerRule
{
    private const string Library = "src/AioProcessing/";

    private const string Vocabulary = "the vocabulary at the root";

    private static readonly string[][] RowsFromBelow =
    [
        ["Os"],
        ["Core", "Serialization"],
        ["Backends", "Bootstrap"],
        ["Queues", "Locks", "Connections"],
        ["Processes", "Memory"],
        ["Pools"],
        ["Managers"],
        ["AioContext.cs"],
    ];

    public static IEnumerable<Finding> Check(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Where(tree => tree.FilePath.StartsWith(Library, StringComparison.Ordinal))
            .SelectMany(tree => CheckFile(compilation.GetSemanticModel(tree), tree))
            .Concat(LibraryCompilation.BlindSpots(compilation));

    private static IEnumerable<Finding> CheckFile(SemanticModel model, SyntaxTree tree)
    {
        string from = FolderOf(tree.FilePath);
        if (from != Vocabulary && RowOf(from) < 0)
        {
            return [new Finding(tree.FilePath, $"folder '{from}' stands in no row; give it one in LayerRule.cs and in ARCHITECTURE.md.")];
        }

        return tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
            .SelectMany(node => SymbolsBehind(model, node).Select(symbol => (node, symbol)))
            .Where(use => IsForbidden(from, use.symbol))
            .DistinctBy(use => (SourceFile.LineOf(use.node), use.symbol.ToDisplayString()))
            .Select(use => new Finding(tree.FilePath, Complaint(from, use.node, use.symbol)));
    }

    private static IEnumerable<ISymbol> SymbolsBehind(SemanticModel model, ExpressionSyntax node)
    {
        if (model.GetSymbolInfo(node).Symbol is ISymbol named) yield return named;
        foreach (ITypeSymbol type in Parts(model.GetTypeInfo(node).Type)) yield return type;
    }

    private static IEnumerable<ITypeSymbol> Parts(ITypeSymbol? type) => type switch
    {
        null => [],
        IArrayTypeSymbol array => Parts(array.ElementType),
        IPointerTypeSymbol pointer => Parts(pointer.PointedAtType),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Parts).Prepend(named),
        _ => [type],
    };

    // A partial type may have parts in several folders; one allowed part is enough.
    private static bool IsForbidden(string from, ISymbol symbol)
    {
        List<string> folders = [.. LibraryCompilation.DeclaringFiles(symbol).Where(path => path.StartsWith(Library, StringComparison.Ordinal)).Select(FolderOf)];
        return folders.Count > 0 && folders.TrueForAll(to => !MayUse(from, to));
    }

    private static bool MayUse(string from, string to) => from == to || to == Vocabulary || (from != Vocabulary && RowOf(to) < RowOf(from));

    private static string Complaint(string from, SyntaxNode node, ISymbol symbol)
    {
        string to = FolderOf(LibraryCompilation.DeclaringFiles(symbol).First());
        return $"line {SourceFile.LineOf(node)}: {from} (row {RowOf(from)}) uses {symbol.ToDisplayString()} of {to} (row {RowOf(to)}).";
    }

    private static string FolderOf(string path)
    {
        string inside = path[Library.Length..];
        if (inside.Contains('/')) return inside[..inside.IndexOf('/')];
        return RowOf(inside) >= 0 ? inside : Vocabulary;
    }

    private static int RowOf(string folder) => Array.FindIndex(RowsFromBelow, row => row.Contains(folder));
}

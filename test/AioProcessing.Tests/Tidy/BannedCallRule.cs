using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Tests.Tidy;

/// <summary>Calls that a library must not make, each with what to do instead.</summary>
internal static class BannedCallRule
{
    private static readonly Dictionary<string, string> Instead = new()
    {
        ["System.Console"] = "a library prints nothing; throw, or log through what the user gave",
        ["System.Threading.Thread.Sleep"] = "wait for the thing itself",
        ["System.DateTime.Now"] = "the wall clock jumps; use Stopwatch or Environment.TickCount64",
        ["System.DateTime.UtcNow"] = "the wall clock jumps; use Stopwatch or Environment.TickCount64",
        ["System.DateTimeOffset.Now"] = "the wall clock jumps; use Stopwatch or Environment.TickCount64",
        ["System.DateTimeOffset.UtcNow"] = "the wall clock jumps; use Stopwatch or Environment.TickCount64",
        ["System.Environment.FailFast"] = "repair what is torn, or throw AioContextException",
        ["System.GC.Collect"] = "the user's heap is the user's",
    };

    public static IEnumerable<Finding> Check(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.SelectMany(tree => CheckFile(compilation.GetSemanticModel(tree), tree));

    private static IEnumerable<Finding> CheckFile(SemanticModel model, SyntaxTree tree)
    {
        foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is not ISymbol { Kind: SymbolKind.Method or SymbolKind.Property } symbol) continue;
            string type = symbol.ContainingType?.ToDisplayString() ?? "";
            if (!Instead.TryGetValue(type, out string? advice) && !Instead.TryGetValue($"{type}.{symbol.Name}", out advice)) continue;
            yield return new Finding(tree.FilePath, $"line {SourceFile.LineOf(name)}: {type}.{symbol.Name}: {advice}.");
        }
    }
}

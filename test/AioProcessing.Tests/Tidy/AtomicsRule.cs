using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Tests.Tidy;

/// <summary>
/// <c>Interlocked</c> and <c>Volatile</c> serve process memory: references, fields of objects, static fields and elements of arrays.
/// A number reached in any other way - by pointer, by ref - may be shared, and goes through <c>Atomic</c>, where the explorer can stop and kill its actor.
/// </summary>
/// <remarks>Free of the rule: <c>Core/Atomic.cs</c>, which is the door; <c>Core/DataAtomic.cs</c>, the door to what is the users' own; and <c>Os/</c>, below which there is no explorer.</remarks>
internal static class AtomicsRule
{
    private const string Advice = "a word that may be shared goes through Atomic";

    public static IEnumerable<Finding> Check(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Where(tree => !IsFree(tree.FilePath)).SelectMany(tree => CheckFile(compilation.GetSemanticModel(tree), tree));

    private static bool IsFree(string path) =>
        path is "src/AioProcessing/Core/Atomic.cs" or "src/AioProcessing/Core/DataAtomic.cs" || path.StartsWith("src/AioProcessing/Os/", StringComparison.Ordinal);

    private static IEnumerable<Finding> CheckFile(SemanticModel model, SyntaxTree tree)
    {
        foreach (MemberAccessExpressionSyntax access in tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (model.GetSymbolInfo(access).Symbol is not IMethodSymbol method || !IsAtomicOperation(method)) continue;
            if (access.Parent is InvocationExpressionSyntax call && IsOnProcessMemory(model, call)) continue;
            yield return new Finding(tree.FilePath, $"line {SourceFile.LineOf(access)}: {method.ContainingType.Name}.{method.Name}: {Advice}.");
        }
    }

    // Thread.MemoryBarrier and Interlocked.MemoryBarrier have no word at all: a bare fence belongs beside the word that it orders.
    private static bool IsAtomicOperation(IMethodSymbol method) =>
        method.ContainingType.ToDisplayString() is "System.Threading.Interlocked" or "System.Threading.Volatile"
        || (method.ContainingType.ToDisplayString() == "System.Threading.Thread" && method.Name is "MemoryBarrier" or "VolatileRead" or "VolatileWrite");

    private static bool IsOnProcessMemory(SemanticModel model, InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Count > 0 && (HoldsReference(model, call) || IsProcessMemory(model, call.ArgumentList.Arguments[0].Expression));

    // No object lives in shared memory, so a word that refers to one is not there either.
    private static bool HoldsReference(SemanticModel model, InvocationExpressionSyntax call) =>
        model.GetTypeInfo(call.ArgumentList.Arguments[0].Expression).Type is { IsReferenceType: true };

    private static bool IsProcessMemory(SemanticModel model, ExpressionSyntax word) => model.GetSymbolInfo(word).Symbol switch
    {
        IFieldSymbol { IsStatic: true } => true,
        IFieldSymbol { ContainingType.IsReferenceType: true } field => field.RefKind == RefKind.None,
        // A struct's field lives where the struct lives, so the question moves one step to the left.
        IFieldSymbol => word is MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access
            && IsProcessMemory(model, access.Expression),
        ILocalSymbol { RefKind: RefKind.None, Type.TypeKind: not TypeKind.Pointer } => true,
        _ => word is ElementAccessExpressionSyntax element && model.GetTypeInfo(element.Expression).Type is IArrayTypeSymbol,
    };
}

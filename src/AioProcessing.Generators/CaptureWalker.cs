using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AioProcessing.Generators;

/// <summary>One captured variable, or <c>this</c>.</summary>
internal sealed class Capture(string name, ITypeSymbol type, bool isThis)
{
    public string Name { get; } = name;

    public ITypeSymbol Type { get; } = type;

    public bool IsThis { get; } = isThis;

    /// <summary>Where it is mentioned, in the order of the text.</summary>
    public List<IOperation> Uses { get; } = [];

    /// <summary>It is also used by a local function, which the target calls.</summary>
    public bool IsUsedElsewhere { get; set; }
}

/// <summary>Finds what a target captures: its own mentions, and those of the local functions that it calls.</summary>
internal sealed class CaptureWalker(SemanticModel model, CancellationToken cancellation)
{
    private readonly Dictionary<ISymbol, Capture> _captures = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _followed = new(SymbolEqualityComparer.Default);
    private readonly List<SyntaxNode> _scopes = [];

    public IEnumerable<Capture> Captures => _captures.Values;

    /// <summary>A lambda: what it mentions and does not declare.</summary>
    public void VisitLambda(IAnonymousFunctionOperation lambda)
    {
        _scopes.Add(lambda.Syntax);
        Visit(lambda.Body, seenFrom: null);
    }

    /// <summary>A local function; its captures count as mentioned at <paramref name="from"/>.</summary>
    public void VisitLocalFunction(IMethodSymbol function, IOperation from)
    {
        if (function.IsStatic || !_followed.Add(function.OriginalDefinition))
            return;
        foreach (SyntaxReference reference in function.DeclaringSyntaxReferences)
        {
            SyntaxNode syntax = reference.GetSyntax(cancellation);
            if (_scopes.Any(scope => scope.Span.Contains(syntax.Span)) || syntax.SyntaxTree != model.SyntaxTree)
                continue; // Declared inside what is being looked at.
            _scopes.Add(syntax);
            if (model.GetOperation(syntax, cancellation) is { } operation)
                Visit(operation, from);
        }
    }

    private void Visit(IOperation operation, IOperation? seenFrom)
    {
        switch (operation)
        {
            case INameOfOperation:
                return;
            case ILocalReferenceOperation { Local: { IsConst: false } local } when !IsDeclaredInside(local):
                Add(local, local.Name, local.Type, operation, seenFrom);
                break;
            case IParameterReferenceOperation { Parameter: var parameter } when !IsDeclaredInside(parameter):
                Add(parameter, parameter.Name, parameter.Type, operation, seenFrom);
                break;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: { } self }:
                Add(self, "this", self, operation, seenFrom, isThis: true);
                break;
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } called }:
                VisitLocalFunction(called, seenFrom ?? operation);
                break;
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } named }:
                VisitLocalFunction(named, seenFrom ?? operation);
                break;
        }

        foreach (IOperation child in operation.ChildOperations)
            Visit(child, seenFrom);
    }

    private bool IsDeclaredInside(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(declaration =>
        declaration.SyntaxTree == model.SyntaxTree && _scopes.Any(scope => scope.Span.Contains(declaration.Span)));

    private void Add(ISymbol symbol, string name, ITypeSymbol type, IOperation use, IOperation? seenFrom, bool isThis = false)
    {
        if (!_captures.TryGetValue(symbol, out Capture? capture))
            _captures[symbol] = capture = new Capture(name, type, isThis);
        capture.Uses.Add(seenFrom ?? use);
        capture.IsUsedElsewhere |= seenFrom is not null;
    }
}

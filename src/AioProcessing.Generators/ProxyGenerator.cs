using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Generators;

/// <summary>Writes, for each interface that the project hosts or calls, its proxy and what turns messages back into calls.</summary>
[Generator]
public sealed class ProxyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Generated?> marked = context.SyntaxProvider.ForAttributeWithMetadataName(
            HostedInterfaces.Attribute,
            static (node, _) => node is InterfaceDeclarationSyntax,
            static (found, _) => Generate(found.TargetSymbol as ITypeSymbol, found.SemanticModel.Compilation));
        IncrementalValuesProvider<Generated?> named = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is GenericNameSyntax { Parent: MemberAccessExpressionSyntax or InvocationExpressionSyntax or MemberBindingExpressionSyntax } name && HostedInterfaces.MayName(name.Identifier.ValueText),
            static (found, cancellation) => Generate(NamedIn(found, cancellation), found.SemanticModel.Compilation));
        context.RegisterSourceOutput(marked.Collect().Combine(named.Collect()), static (output, all) => Write(output, all.Left, all.Right));
    }

    private static ITypeSymbol? NamedIn(GeneratorSyntaxContext found, CancellationToken cancellation) =>
        found.SemanticModel.GetSymbolInfo(found.Node, cancellation) is { Symbol: IMethodSymbol method } ? HostedInterfaces.NamedBy(method) : null;

    private static Generated? Generate(ITypeSymbol? type, Compilation compilation) =>
        type is INamedTypeSymbol named && HostedInterfaces.ObstacleOf(type) is null && !HostedInterfaces.IsMadeElsewhere(named, compilation)
            ? new Generated(ContractWriter.NameOf(named), ContractWriter.Write(named))
            : null;

    private static void Write(SourceProductionContext output, ImmutableArray<Generated?> marked, ImmutableArray<Generated?> named)
    {
        foreach (Generated one in marked.Concat(named).OfType<Generated>().GroupBy(static one => one.Name).Select(static group => group.First()))
            output.AddSource($"{one.Name}.g.cs", one.Source);
    }

    /// <summary>Compared by its text, so that nothing is written again while it stays the same.</summary>
    private sealed class Generated(string name, string source) : System.IEquatable<Generated>
    {
        public string Name { get; } = name;

        public string Source { get; } = source;

        public bool Equals(Generated? other) => other is not null && other.Name == Name && other.Source == Source;

        public override bool Equals(object? obj) => Equals(obj as Generated);

        public override int GetHashCode() => Source.GetHashCode();
    }
}

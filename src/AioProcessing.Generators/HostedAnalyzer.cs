using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AioProcessing.Generators;

/// <summary>Looks at the interfaces that managers host: whether there can be a proxy, and which members cannot be called, or fail when they are.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HostedAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.HostedMember, Descriptors.HostedInterface, Descriptors.HostedValue];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeMarked, SymbolKind.NamedType);
        context.RegisterCompilationStartAction(static start =>
        {
            // What is wrong with an interface is said once, at a call that names it.
            ConcurrentDictionary<ITypeSymbol, byte> told = new(SymbolEqualityComparer.Default);
            start.RegisterOperationAction(call => AnalyzeCall(call, told), OperationKind.Invocation);
        });
    }

    private static void AnalyzeMarked(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Interface || !type.GetAttributes().Any(static one => one.AttributeClass?.ToDisplayString() == HostedInterfaces.Attribute))
            return;
        if (HostedInterfaces.ObstacleOf(type) is { } obstacle)
        {
            // A generic interface is made for each set of types that calls name.
            if (!type.IsGenericType)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.HostedInterface, type.Locations[0], type.ToDisplayString(), obstacle.Why, obstacle.Remedy.TrimEnd('.')));
            return;
        }
        foreach (HostedMember member in HostedMember.AllOf(type))
        {
            bool isHere = SymbolEqualityComparer.Default.Equals(member.Symbol.ContainingType, type);
            Report(context.ReportDiagnostic, member, isHere ? member.Symbol.Locations[0] : type.Locations[0]);
        }
    }

    private static void AnalyzeCall(OperationAnalysisContext context, ConcurrentDictionary<ITypeSymbol, byte> told)
    {
        var call = (IInvocationOperation)context.Operation;
        if (HostedInterfaces.NamedBy(call.TargetMethod) is not { } type)
            return;
        Location location = call.Syntax.GetLocation();
        if (HostedInterfaces.ObstacleOf(type) is { } obstacle)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.HostedInterface, location, type.ToDisplayString(), obstacle.Why, obstacle.Remedy.TrimEnd('.')));
            return;
        }
        // A marked interface has been told where it stands.
        if (type.GetAttributes().Any(static one => one.AttributeClass?.ToDisplayString() == HostedInterfaces.Attribute) && !((INamedTypeSymbol)type).IsGenericType)
            return;
        if (!told.TryAdd(type, 0))
            return;
        foreach (HostedMember member in HostedMember.AllOf((INamedTypeSymbol)type))
            Report(context.ReportDiagnostic, member, location);
    }

    private static void Report(System.Action<Diagnostic> report, HostedMember member, Location location)
    {
        if (member.IsDisposal)
            return;
        if (member.Obstacle is { } obstacle)
        {
            report(Diagnostic.Create(Descriptors.HostedMember, location, member.Symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), obstacle.Why, obstacle.Remedy.TrimEnd('.')));
            return;
        }
        if (member.IsEvent)
            return;
        foreach (Blocked blocked in member.Method.Parameters.Where(static one => HostedMember.KindOf(one) == ParameterKind.Value).Select(static one => Crossing.Find(one.Type, one.Name))
            .Append(member.ValueType is { } value ? Crossing.Find(value, "the result") : null).OfType<Blocked>())
        {
            report(Diagnostic.Create(Descriptors.HostedValue, location, member.Symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
                blocked.Path, blocked.Type.ToDisplayString(), blocked.Obstacle.Why, blocked.Obstacle.Remedy.TrimEnd('.')));
        }
    }
}

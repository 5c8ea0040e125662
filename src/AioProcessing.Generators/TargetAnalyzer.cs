using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AioProcessing.Generators;

/// <summary>Looks at what is handed to another process: the target's captures, the object of an instance method, the arguments.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TargetAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that names the one member of the captured value that the target uses, where there is only one.</summary>
    internal const string OnlyMember = "OnlyMember";

    private static readonly string[] s_types = ["AioProcess", "AioPool"];

    // Start, RunAsync; Apply, Map, MapSettled, StarMap, Stream, StreamUnordered, Submit, and their asynchronous forms.
    private static readonly string[] s_verbs = ["Start", "Run", "Apply", "Map", "StarMap", "Stream", "Submit"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.CapturedVariable, Descriptors.CapturedThis, Descriptors.Argument];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!CrossesProcesses(call.TargetMethod))
            return;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit)
                continue;
            if (argument.Value is IDelegateCreationOperation creation)
                AnalyzeTarget(context, creation.Target);
            else if (argument.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol)
                AnalyzeArgument(context, argument.Value);
        }
    }

    private static bool CrossesProcesses(IMethodSymbol method) =>
        method.ContainingType is { ContainingNamespace: { Name: "AioProcessing", ContainingNamespace.IsGlobalNamespace: true } } type
        && s_types.Contains(type.Name) && s_verbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static void AnalyzeTarget(OperationAnalysisContext context, IOperation target)
    {
        CaptureWalker walker = new(context.Operation.SemanticModel!, context.CancellationToken);
        switch (target)
        {
            case IAnonymousFunctionOperation lambda:
                walker.VisitLambda(lambda);
                break;
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } function:
                walker.VisitLocalFunction(function.Method, function);
                break;
            case IMethodReferenceOperation { Instance: { Type: { } self } instance }:
                bool isThis = instance is IInstanceReferenceOperation;
                Report(context, isThis ? Descriptors.CapturedThis : Descriptors.Argument, Crossing.Find(self, isThis ? "this" : instance.Syntax.ToString()), instance.Syntax.GetLocation());
                break;
        }

        foreach (Capture capture in walker.Captures)
        {
            Blocked? blocked = Crossing.Find(capture.Type, capture.Name);
            Report(context, capture.IsThis ? Descriptors.CapturedThis : Descriptors.CapturedVariable, blocked, capture.Uses[0].Syntax.GetLocation(), capture);
        }
    }

    private static void AnalyzeArgument(OperationAnalysisContext context, IOperation value)
    {
        // The value as it was written, before the conversion to the parameter's type.
        IOperation written = value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : value;
        if (written.Type is { } type && written.ConstantValue is not { HasValue: true, Value: null })
            Report(context, Descriptors.Argument, Crossing.Find(type, written.Syntax.ToString()), written.Syntax.GetLocation());
    }

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor descriptor, Blocked? blocked, Location location, Capture? capture = null)
    {
        if (blocked is null)
            return;
        IReadOnlyList<IOperation>? only = capture is null ? null : UsesOfOnlyMember(capture);
        ImmutableDictionary<string, string?> properties = only is null
            ? ImmutableDictionary<string, string?>.Empty
            : ImmutableDictionary<string, string?>.Empty.Add(OnlyMember, ((IMemberReferenceOperation)only[0]).Member.Name);
        context.ReportDiagnostic(Diagnostic.Create(
            descriptor, location, only?.Select(use => use.Syntax.GetLocation()), properties,
            blocked.Path, blocked.Type.ToDisplayString(), blocked.Obstacle.Why, blocked.Obstacle.Remedy.TrimEnd('.')));
    }

    /// <summary>All uses, if they read one field or property that can cross: a copy of that is all the target needs.</summary>
    private static IReadOnlyList<IOperation>? UsesOfOnlyMember(Capture capture)
    {
        if (capture.IsUsedElsewhere)
            return null;
        List<IOperation> uses = [];
        ISymbol? member = null;
        foreach (IOperation use in capture.Uses)
        {
            if (use.Parent is not IMemberReferenceOperation { Instance: { } instance } reference || instance != use
                || reference is not (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true })
                || IsWritten(reference) || (member is not null && !SymbolEqualityComparer.Default.Equals(member, reference.Member)))
                return null;
            member = reference.Member;
            uses.Add(reference);
        }
        return member is not null && Crossing.Find(((IMemberReferenceOperation)uses[0]).Type!, member.Name) is null ? uses : null;
    }

    private static bool IsWritten(IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IIncrementOrDecrementOperation => true,
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        _ => false,
    };
}

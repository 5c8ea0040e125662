using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AioProcessing.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AioProcessing.CodeFixes;

/// <summary>Copies the one member that a target needs into a local before the call, so that the rest stays at home.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CopyMemberFix))]
[Shared]
public sealed class CopyMemberFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.CapturedVariable.Id, Descriptors.CapturedThis.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null; // Two copies of one name in one block would collide.

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(TargetAnalyzer.OnlyMember, out string? member))
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Copy '{member}' to a local before the call", cancellation => FixAsync(context.Document, diagnostic, member!, cancellation), member), diagnostic);
            }
        }
        return Task.CompletedTask;
    }

    private static async Task<Document> FixAsync(Document document, Diagnostic diagnostic, string member, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        ImmutableArray<SyntaxNode> uses = [.. diagnostic.AdditionalLocations.Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))];
        SyntaxNode call = uses[0].Ancestors().OfType<AnonymousFunctionExpressionSyntax>().Last(lambda => lambda.Parent is ArgumentSyntax);
        // A member with an expression for its body has no place for a local.
        if (call.Ancestors().OfType<StatementSyntax>().FirstOrDefault() is not { } statement)
            return document;
        string name = FreeName(model, statement.SpanStart, member);
        StatementSyntax copy = SyntaxFactory.ParseStatement($"var {name} = {uses[0].WithoutTrivia()};\n")
            .WithLeadingTrivia(statement.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);

        SyntaxNode changed = root.TrackNodes(uses.Append(statement));
        foreach (SyntaxNode use in uses)
        {
            SyntaxNode now = changed.GetCurrentNode(use)!;
            changed = changed.ReplaceNode(now, SyntaxFactory.IdentifierName(name).WithTriviaFrom(now));
        }
        StatementSyntax after = changed.GetCurrentNode(statement)!;
        SyntaxNode place = after.Parent is GlobalStatementSyntax global ? global : after;
        SyntaxNode inserted = place is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(copy) : copy;
        return document.WithSyntaxRoot(changed.InsertNodesBefore(place, [inserted]));
    }

    private static string FreeName(SemanticModel model, int position, string member)
    {
        string plain = member.TrimStart('_');
        string name = char.ToLowerInvariant(plain[0]) + plain.Substring(1);
        while (model.LookupSymbols(position, name: name).Any() || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            name += "Copy";
        return name;
    }
}

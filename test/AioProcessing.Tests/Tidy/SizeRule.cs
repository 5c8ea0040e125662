using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Tests.Tidy;

/// <summary>Limits on what one file and one function may hold.</summary>
internal static class SizeRule
{
    public const int FileLines = 600;

    public const int FunctionLines = 60;

    /// <summary>The first program that a reader meets fits on one screen.</summary>
    public const int QuickStartLines = 60;

    public static IEnumerable<Finding> Check(IEnumerable<SourceFile> files) => files.SelectMany(CheckFile);

    private static IEnumerable<Finding> CheckFile(SourceFile file)
    {
        int allowed = file.IsUnder("samples/QuickStart/") ? QuickStartLines : FileLines;
        int lines = file.Text.AsSpan().Count('\n') + (file.Text.EndsWith('\n') ? 0 : 1);
        if (lines > allowed) yield return new Finding(file.Path, $"{lines} lines, the limit is {allowed}: split it by idea.");

        foreach (SyntaxNode node in file.Syntax.DescendantNodes())
        {
            if (NameOf(node) is not string name) continue;
            FileLinePositionSpan span = node.GetLocation().GetLineSpan();
            int length = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (length <= FunctionLines) continue;
            yield return new Finding($"{file.Path}#{name}", $"line {span.StartLinePosition.Line + 1}: {length} lines, the limit is {FunctionLines}: extract a step with a name.");
        }
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        DestructorDeclarationSyntax finalizer => "~" + finalizer.Identifier.Text,
        OperatorDeclarationSyntax @operator => "operator " + @operator.OperatorToken.Text,
        ConversionOperatorDeclarationSyntax => "conversion",
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        AnonymousFunctionExpressionSyntax => "lambda",
        _ => null,
    };
}

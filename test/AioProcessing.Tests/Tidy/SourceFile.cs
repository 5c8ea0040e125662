using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AioProcessing.Tests.Tidy;

/// <summary>One C# file: its path from the root, its text, and its syntax.</summary>
internal sealed class SourceFile(string path, string text)
{
    // Comments stay ordinary trivia: what a document comment mentions is no use of it.
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None);

    private readonly Lazy<SyntaxTree> _tree = new(() => CSharpSyntaxTree.ParseText(text, Options, path));

    public string Path { get; } = path;

    public string Text { get; } = text;

    public SyntaxTree Tree => _tree.Value;

    public SyntaxNode Syntax => _tree.Value.GetRoot();

    public bool IsUnder(string folder) => Path.StartsWith(folder, StringComparison.Ordinal);

    /// <summary>The line of a node or token, counted from 1.</summary>
    public static int LineOf(SyntaxNodeOrToken place) => place.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;
}

using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AioProcessing.Tests.Tidy;

/// <summary>The C# blocks of a document compile against the library, given what the page leaves to its reader (<see cref="DocumentGivens"/>).</summary>
/// <remarks>A block is the body of an asynchronous method, and its types stand beside it. "…" stands for whatever the reader has there.</remarks>
internal static partial class DocumentCodeRule
{
    /// <summary>One compilation of all pages together: reading the references is what takes the time.</summary>
    public static IEnumerable<Finding> Check(IEnumerable<(string Path, string Text)> documents, IEnumerable<MetadataReference> references)
    {
        IEnumerable<string> sources = documents.Select((page, number) => Program($"Page{number}", page.Path, page.Text)).Append(DocumentGivens.Everywhere);
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Documents", sources.Select(source => CSharpSyntaxTree.ParseText(source)), references, options).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => (Place: diagnostic.Location.GetMappedLineSpan(), Message: diagnostic.GetMessage()))
            .Select(error => new Finding(error.Place.Path, $"line {error.Place.StartLinePosition.Line + 1} does not compile: {error.Message}"));
    }

    /// <summary>Each block with the number of its first line.</summary>
    public static IEnumerable<(int Line, string Code)> BlocksIn(string markdown)
    {
        foreach (Match block in CSharpBlock().Matches(markdown))
            yield return (markdown.AsSpan(0, block.Groups[1].Index).Count('\n') + 1, block.Groups[1].Value);
    }

    private static string Program(string name, string path, string text)
    {
        var methods = new StringBuilder();
        var types = new StringBuilder();
        foreach ((int line, string code) in BlocksIn(text))
        {
            methods.Append($"async Task Line{line}()\n{{\n");
            SyntaxTree tree = CSharpSyntaxTree.ParseText(Else().Replace(EmptyBody().Replace(code, "{ }"), ";"));
            foreach (MemberDeclarationSyntax member in tree.GetCompilationUnitRoot().Members)
            {
                int at = tree.GetLineSpan(member.Span).StartLinePosition.Line + line;
                (member is GlobalStatementSyntax ? methods : types).Append($"#line {at} \"{path}\"\n{member}\n");
            }
            methods.Append("}\n");
        }

        return $$"""
            {{DocumentGivens.Usings}}
            namespace {{name}}
            {
                partial class Page : Everywhere
                {
                    {{methods}}
                }
                {{types}}
                #line 1 "what {{path}} is given"
                {{DocumentGivens.Of(path)}}
            }
            """;
    }

    [GeneratedRegex(@"^[ ]*```csharp\n(.*?)^[ ]*```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\{ … \}|(?<==> )…")]
    private static partial Regex EmptyBody();

    [GeneratedRegex("…")]
    private static partial Regex Else();
}

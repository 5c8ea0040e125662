using AioProcessing.Generators;
using AioProcessing.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AioProcessing.Tests.Generators;

/// <summary>A program of some lines, as the compiler of a user of the package sees it.</summary>
internal static class Snippet
{
    private const string Head = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
        using AioProcessing;

        """;

    public static IEnumerable<MetadataReference> References { get; } =
        [.. LibraryCompilation.References, MetadataReference.CreateFromFile(typeof(AioProcess).Assembly.Location)];

    /// <summary>The body of a method of a class with a crossing field, one that cannot cross, and a property.</summary>
    public static string InMethod(string body) => $$"""
        {{Head}}class Service
        {
            private readonly HttpClient _client = new();
            private readonly string _name = "n";
            public string Name => _name;
            public int Work(int n) => n;
            public static int Fixed(int n) => n;
            public unsafe void Run(Stream given)
            {
                {{body}}
            }
        }

        record Job(string Title, Settings Settings);
        record Settings(Stream? Log, [field: NonSerialized] Stream? Cache = null);
        record Fine(string Title, List<int> Numbers, [field: NonSerialized] Stream? Cache = null);
        """;

    public static CSharpCompilation Compile(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Snippet", [CSharpSyntaxTree.ParseText(source)], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    public static async Task<IReadOnlyList<Diagnostic>> Analyze(string source) =>
        await Compile(source).WithAnalyzers([new TargetAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
}

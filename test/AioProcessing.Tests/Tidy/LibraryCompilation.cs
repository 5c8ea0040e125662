using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AioProcessing.Tests.Tidy;

/// <summary>The library's sources, compiled in memory so that rules can ask what a name means.</summary>
internal static class LibraryCompilation
{
    // Source generators do not run here, so a partial member may lack its body, and then the variables that it sets count as unset.
    // Neither hides what a name means.
    private static readonly HashSet<string> Harmless = ["CS8795", "CS0165", "CS0177"];

    private static readonly string[] ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly Lazy<CSharpCompilation> Real = new(() => Compile(Repository.LibrarySources));

    public static CSharpCompilation OfRepository => Real.Value;

    /// <summary>The assemblies that the running test was started with, without the library itself.</summary>
    /// <remarks>Made once: compilations that share a reference share what was read of it.</remarks>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetFileName(path) != "AioProcessing.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(IEnumerable<SourceFile> sources)
    {
        SourceFile usings = new("ImplicitUsings.cs", string.Concat(ImplicitUsings.Select(name => $"global using {name};\n")));
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("AioProcessing", sources.Append(usings).Select(file => file.Tree), References, options);
    }

    /// <summary>Code that does not compile here hides its meaning from the rules, so its errors are findings too.</summary>
    public static IEnumerable<Finding> BlindSpots(CSharpCompilation compilation) =>
        compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !Harmless.Contains(diagnostic.Id))
            .Take(10)
            .Select(diagnostic => new Finding(diagnostic.Location.SourceTree?.FilePath ?? "compilation", $"the rule cannot see through {diagnostic}"));

    /// <summary>The file that declares a symbol of the library; null for a symbol of somebody else, and for namespaces.</summary>
    public static IEnumerable<string> DeclaringFiles(ISymbol symbol) =>
        symbol is INamespaceSymbol ? [] : symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath);
}

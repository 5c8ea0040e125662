using System.Globalization;
using AioProcessing.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AioProcessing.Tests.Generators;

public sealed class HostedAnalyzerTests
{
    private const string Head = """
        using System; using System.Collections.Generic; using System.IO; using System.Threading; using System.Threading.Tasks;
        using AioProcessing;

        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("void M(ref int n);", "AIO2001", "ref parameter")]
    [InlineData("bool M(out int n);", "AIO2001", "out parameter")]
    [InlineData("unsafe void M(int* p);", "AIO2001", "pointer")]
    [InlineData("void M(Span<byte> bytes);", "AIO2001", "stack")]
    [InlineData("ReadOnlySpan<char> M();", "AIO2001", "it returns")]
    [InlineData("ref int M();", "AIO2001", "reference")]
    [InlineData("T M<T>(T value);", "AIO2001", "generic method")]
    [InlineData("int P { get; init; }", "AIO2001", "init accessor")]
    [InlineData("void M(CancellationToken a, CancellationToken b);", "AIO2001", "several cancellation tokens")]
    [InlineData("event Func<int> E;", "AIO2001", "return a value")]
    [InlineData("event Action<int, int, int, int> E;", "AIO2001", "more than 3 arguments")]
    [InlineData("static abstract int M();", "AIO2002", "static abstract")]
    [InlineData("void M(Stream s);", "AIO2003", "'s' is a System.IO.Stream")]
    [InlineData("Task<List<Stream>> M();", "AIO2003", "'the result[]'")]
    public async Task Analyze_MemberThatCannotBeCalled_IsReportedWhereItStands(string member, string id, string says)
    {
        Diagnostic found = Assert.Single(await Analyze($"[AioHosted] public interface IOne {{ {member} }}"));

        Assert.Equal(id, found.Id);
        Assert.Contains(says, found.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("manager.Create<One, One>();", "AIO2002", "it is no interface")]
    [InlineData("void Make<T>() where T : class => manager.Get<T>(\"a\");", "AIO2002", "type parameter")]
    [InlineData("void Make<T>() => manager.Get<IHas<T>>(\"a\");", "AIO2002", "type parameter")]
    [InlineData("manager.Get<IHidden>(\"a\");", "AIO2002", "cannot see it")]
    [InlineData("manager.CreateAsync<IRef, Ref>(); manager.CreateAsync<IRef, Ref>();", "AIO2001", "ref parameter")]
    public async Task Analyze_CallThatNamesWhatCannotBeHosted_IsReported(string body, string id, string says)
    {
        Diagnostic found = Assert.Single(await Analyze(InMethod(body)));

        Assert.Equal(id, found.Id);
        Assert.Contains(says, found.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("manager.Create<IFine, Fine>();")]
    [InlineData("manager.Get<IHas<int>>(\"a\");")]
    [InlineData("new AioManagerOptions().Register<IFine, Fine>(\"fine\");")]
    public async Task Analyze_WhatCanBeHosted_IsSilentAndCompilesWithItsProxy(string body)
    {
        string source = InMethod(body);

        Assert.Empty(await Analyze(source));
        Assert.Contains("AioContract<global::I", Assert.Single(Generate(source)));
    }

    [Fact]
    public void Generate_MemberThatCannotBeCalled_ThrowsTheReason()
    {
        string source = Assert.Single(Generate(InMethod("manager.CreateAsync<IRef, Ref>();")));

        Assert.Contains("NotSupportedException", source);
        Assert.Contains("ref parameter", source);
    }

    [Fact]
    public void Generate_OnlyMarked_IsMadeOnce() =>
        Assert.Single(Generate($"{Head}[AioHosted] public interface IOne {{ int M(); }} class C {{ void M(AioManager m) {{ m.Get<IOne>(\"a\"); m.Get<IOne>(\"b\"); }} }}"));

    private static string InMethod(string body) => $$"""
        {{Head}}class Service
        {
            private interface IHidden { void M(); }
            void Run(AioManager manager)
            {
                {{body}}
            }
        }

        public class One { }
        public interface IHas<T> { T Value { get; } }
        public interface IRef { void M(ref int n); int Ok(); }
        public class Ref : IRef { public void M(ref int n) { } public int Ok() => 1; }
        public interface IBase { int Inherited(); }
        public interface IFine : IBase, IAsyncDisposable
        {
            int this[int a, string b] { get; set; }
            string? Name { get; set; }
            event EventHandler<string> Said;
            event EventHandler Plain;
            event Action Empty;
            void @lock(int @class = 1, in DateTime time = default, params string[] more);
            Task<int?> T(IProgress<double>? progress, CancellationToken token = default);
            ValueTask V();
            IAsyncEnumerable<(int A, string B)> S(int[] from, CancellationToken token);
            int Default() => 1;
        }
        public class Fine : IFine
        {
            public int this[int a, string b] { get => 1; set { } }
            public string? Name { get; set; }
            public event EventHandler<string>? Said;
            public event EventHandler? Plain;
            public event Action? Empty;
            public void @lock(int @class, in DateTime time, params string[] more) { Said?.Invoke(this, ""); Plain?.Invoke(this, EventArgs.Empty); Empty?.Invoke(); }
            public Task<int?> T(IProgress<double>? progress, CancellationToken token) => null!;
            public ValueTask V() => default;
            public IAsyncEnumerable<(int A, string B)> S(int[] from, CancellationToken token) => null!;
            public int Inherited() => 1;
            public ValueTask DisposeAsync() => default;
        }
        """;

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string source)
    {
        string whole = source.StartsWith(Head, StringComparison.Ordinal) ? source : Head + source;
        // The compiler has an error of its own for some of what is looked at here; the analyzer's word is what counts.
        CSharpCompilation compilation = Make(whole);
        return await compilation.WithAnalyzers([new HostedAnalyzer()]).GetAnalyzerDiagnosticsAsync(Stop);
    }

    private static IReadOnlyList<string> Generate(string source)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new ProxyGenerator());
        driver = driver.RunGeneratorsAndUpdateCompilation(Make(source), out Compilation compiled, out _, Stop);
        Assert.Empty(compiled.GetDiagnostics(Stop).Where(static one => one.Severity >= DiagnosticSeverity.Warning && one.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true));
        Assert.Empty(compiled.GetDiagnostics(Stop).Where(static one => one.Severity == DiagnosticSeverity.Error));
        return [.. driver.GetRunResult().GeneratedTrees.Select(static tree => tree.ToString())];
    }

    private static CSharpCompilation Make(string source) => CSharpCompilation.Create(
        "Snippet", [CSharpSyntaxTree.ParseText(source)], Snippet.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
}

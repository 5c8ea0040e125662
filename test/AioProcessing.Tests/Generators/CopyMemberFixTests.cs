using System.Collections.Immutable;
using AioProcessing.CodeFixes;
using AioProcessing.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AioProcessing.Tests.Generators;

public sealed class CopyMemberFixTests
{
    [Theory]
    [InlineData("AioProcess.Start(() => _name.Length);", "var name = _name;", "AioProcess.Start(() => name.Length);")]
    [InlineData("AioProcess.Start(() => this.Name + Name);", "var name = this.Name;", "AioProcess.Start(() => name + name);")]
    [InlineData("int name = 1; AioProcess.Start(() => Name);", "var nameCopy = Name;", "AioProcess.Start(() => nameCopy);")]
    [InlineData("using var source = new CancellationTokenSource(); AioProcess.RunAsync(() => source.Token.IsCancellationRequested);", "var token = source.Token;", "AioProcess.RunAsync(() => token.IsCancellationRequested);")]
    [InlineData("Job job = new(\"\", new(null)); AioProcess.Start(() => job.Title);", "var title = job.Title;", "AioProcess.Start(() => title);")]
    public async Task Fix_OneMemberIsUsed_CopiesItBeforeTheCall(string body, string copy, string call)
    {
        string fixedSource = await FixAsync(Snippet.InMethod(body));

        Assert.Contains($"{copy}\n", fixedSource);
        Assert.Contains(call, fixedSource);
        Assert.Empty(await Snippet.Analyze(fixedSource));
    }

    [Theory]
    [InlineData("AioProcess.Start(() => _name + Work(1));")]
    [InlineData("AioProcess.Start(() => given);")]
    [InlineData("AioProcess.Start(() => given.Position = 1);")]
    [InlineData("Job job = new(\"\", new(null)); AioProcess.Start(() => job.Settings.GetHashCode());")]
    [InlineData("string Local() => _name; AioProcess.Start(() => Local());")]
    public async Task Fix_MoreIsUsedOrTheMemberCannotCross_IsNotOffered(string body)
    {
        Diagnostic found = Assert.Single(await Snippet.Analyze(Snippet.InMethod(body)));

        Assert.DoesNotContain(TargetAnalyzer.OnlyMember, found.Properties);
    }

    private static async Task<string> FixAsync(string source)
    {
        using AdhocWorkspace workspace = new();
        Document document = workspace.AddProject("Snippet", LanguageNames.CSharp)
            .WithMetadataReferences(Snippet.References)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable))
            .AddDocument("Snippet.cs", source);
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new TargetAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        List<CodeAction> offered = [];
        await new CopyMemberFix().RegisterCodeFixesAsync(new CodeFixContext(document, Assert.Single(found), (action, _) => offered.Add(action), TestContext.Current.CancellationToken));
        ImmutableArray<CodeActionOperation> steps = await Assert.Single(offered).GetOperationsAsync(TestContext.Current.CancellationToken);
        Document changed = steps.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
    }
}

using Microsoft.CodeAnalysis.CSharp;

namespace AioProcessing.Tests.Tidy;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void Library_PublicSurface_IsTheReviewedOne() =>
        Baseline.AssertEqual("src/AioProcessing/PublicAPI.txt", PublicSurface.OfAssembly(typeof(AioException).Assembly.Location));

    [Fact]
    public void Of_PublicTypes_ListsWhatUsersSee() => Assert.Equal(
        [
            "enum AioProcessing.AioColour",
            "    Green = 3",
            "sealed class AioProcessing.AioThing<T> : IDisposable where T : class",
            "    public AioThing(int capacity = 4)",
            "    public Task<T?> TakeAsync(CancellationToken token = default)",
            "    public string? Name { get; }",
            "    public void Dispose()",
        ],
        Surface("""
            namespace AioProcessing;
            public enum AioColour { Green = 3 }
            internal sealed class Hidden { public int Count; }
            public sealed class AioThing<T>(int capacity = 4) : IDisposable where T : class
            {
                public string? Name { get; internal set; }
                public Task<T?> TakeAsync(CancellationToken token = default) => throw null!;
                internal int Hidden => capacity;
                public void Dispose() { }
            }
            """));

    [Theory]
    [InlineData("public void F(int a) { }", "public void F(int b) { }")]
    [InlineData("public void F(int a = 1) { }", "public void F(int a = 2) { }")]
    [InlineData("public object F() => 1;", "public object? F() => 1;")]
    [InlineData("public int P { get; init; }", "public int P { get; set; }")]
    [InlineData("public void F<T>() { }", "public void F<T>() where T : unmanaged { }")]
    public void Of_AnyChangeThatUsersSee_ChangesTheText(string before, string after) =>
        Assert.NotEqual(Surface($"public class Planted {{ {before} }}"), Surface($"public class Planted {{ {after} }}"));

    private static IReadOnlyList<string> Surface(string code)
    {
        CSharpCompilation compilation = LibraryCompilation.Compile([new SourceFile("src/AioProcessing/Planted.cs", code)]);
        return PublicSurface.Of(compilation.Assembly);
    }
}

namespace AioProcessing.Tests.Tidy;

public sealed class NamespaceRuleTests
{
    [Fact]
    public void Library_EveryType_StandsInItsNamespace() => Exemptions.AssertClean(Rules.Namespaces, NamespaceRule.Check(LibraryCompilation.OfRepository));

    [Theory]
    [InlineData("Core/Planted.cs", "namespace AioProcessing; class Planted { }")]
    [InlineData("Core/Layout/Planted.cs", "namespace AioProcessing.Core; struct Planted { }")]
    [InlineData("Locks/Planted.cs", "namespace AioProcessing.Locks; public class Planted { }")]
    [InlineData("Locks/Planted.cs", "namespace AioProcessing; delegate void Planted();")]
    public void Check_TypeInAnotherNamespace_IsFound(string path, string code) => Assert.Single(Check(path, code));

    [Theory]
    [InlineData("Core/Layout/Planted.cs", "namespace AioProcessing.Core.Layout; struct Planted { }")]
    [InlineData("Locks/Planted.cs", "namespace AioProcessing; public class Planted { class Nested { } }")]
    [InlineData("Serialization/Graph/Planted.cs", "namespace AioProcessing.Serialization; class Planted { }")]
    [InlineData("Planted.cs", "namespace AioProcessing; class Planted { }")]
    public void Check_TypeInItsOwnNamespace_IsAllowed(string path, string code) => Assert.Empty(Check(path, code));

    private static IEnumerable<Finding> Check(string path, string code) =>
        NamespaceRule.Check(LibraryCompilation.Compile([new SourceFile("src/AioProcessing/" + path, code)]));
}

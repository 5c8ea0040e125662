namespace AioProcessing.Tests.Tidy;

public sealed class LayerRuleTests
{
    private const string LockType = "namespace AioProcessing; public sealed class PlantedLock { public static int Count => 1; public static PlantedLock Make() => new(); }";

    [Fact]
    public void Library_AllSources_UseOnlyRowsBelow() => Exemptions.AssertClean(Rules.Layers, LayerRule.Check(LibraryCompilation.OfRepository));

    [Fact]
    public void Check_UpwardUseWithoutUsing_IsFound() =>
        Assert.Contains("Core (row 1) uses AioProcessing.PlantedLock", Single(
            ("Locks/PlantedLock.cs", LockType),
            ("Core/Planted.cs", "namespace AioProcessing.Core; class Planted { PlantedLock? f; }")));

    [Fact]
    public void Check_UpwardUseThroughVar_IsFound() =>
        Assert.NotEmpty(Check(
            ("Locks/PlantedLock.cs", LockType),
            ("Os/Planted.cs", "namespace AioProcessing.Os; class Planted { object F() { var x = PlantedLock.Make(); return x; } }")));

    [Fact]
    public void Check_NeighbourInTheSameRow_IsFound() =>
        Assert.NotEmpty(Check(
            ("Locks/PlantedLock.cs", LockType),
            ("Queues/Planted.cs", "namespace AioProcessing.Queues; class Planted { int F() => PlantedLock.Count; }")));

    [Fact]
    public void Check_VocabularyUsesAFolder_IsFound() =>
        Assert.NotEmpty(Check(
            ("Locks/PlantedLock.cs", LockType),
            ("AioPlanted.cs", "namespace AioProcessing; class Planted { PlantedLock? f; }")));

    [Fact]
    public void Check_FolderWithoutARow_IsFound() =>
        Assert.Contains("stands in no row", Single(("Utils/Planted.cs", "namespace AioProcessing.Utils; class Planted { }")));

    [Fact]
    public void Check_SourceThatDoesNotCompile_IsFound() =>
        Assert.Contains("cannot see through", Single(("Core/Planted.cs", "namespace AioProcessing.Core; class Planted { NoSuchType? f; }")));

    [Fact]
    public void Check_DownwardUseAndVocabulary_IsAllowed() =>
        Assert.Empty(Check(
            ("Locks/PlantedLock.cs", LockType),
            ("AioPlanted.cs", "namespace AioProcessing; public static class AioPlanted { public const int Limit = 1; }"),
            ("Processes/Planted.cs", "namespace AioProcessing.Processes; class Planted { int F() => PlantedLock.Make() is null ? 0 : AioPlanted.Limit; }")));

    private static string Single(params (string Path, string Text)[] files) => Assert.Single(Check(files)).What;

    private static IReadOnlyList<Finding> Check(params (string Path, string Text)[] files) =>
        [.. LayerRule.Check(LibraryCompilation.Compile(files.Select(file => new SourceFile("src/AioProcessing/" + file.Path, file.Text))))];
}

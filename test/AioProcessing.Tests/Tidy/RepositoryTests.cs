namespace AioProcessing.Tests.Tidy;

public sealed class RepositoryTests
{
    // A rule that reads no files finds nothing wrong.
    [Fact]
    public void Sources_OfThisRepository_AreAllFound()
    {
        Assert.Contains(Repository.LibrarySources, file => file.Path == "src/AioProcessing/Core/Atomic.cs");
        Assert.Contains(Repository.Sources, file => file.Path == "test/AioProcessing.Tests/Tidy/RepositoryTests.cs");
        Assert.DoesNotContain(Repository.Paths(), path => path.StartsWith("artifacts/", StringComparison.Ordinal));
    }
}

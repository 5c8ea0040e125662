using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

public sealed class LibraryFileTests : IDisposable
{
    private static readonly Guid s_buildId = typeof(AioProcess).Module.ModuleVersionId;

    private readonly string _copy = Path.GetTempFileName();

    public LibraryFileTests() => File.Copy(typeof(AioProcess).Assembly.Location, _copy, overwrite: true);

    public void Dispose() => File.Delete(_copy);

    [Fact]
    public void EnsureUnchanged_SameFile_IsSilent() => LibraryFile.Open(_copy, s_buildId).EnsureUnchanged();

    [Fact]
    public void Open_OtherBuild_Throws() => Assert.Contains(_copy, Assert.Throws<AioException>(() => LibraryFile.Open(_copy, Guid.NewGuid())).Message);

    [Fact]
    public void EnsureUnchanged_FileReplaced_Throws()
    {
        LibraryFile file = LibraryFile.Open(_copy, s_buildId);
        File.AppendAllText(_copy, "x");

        Assert.Throws<AioException>(file.EnsureUnchanged);
        File.Delete(_copy);
        Assert.Throws<AioException>(file.EnsureUnchanged);
    }
}

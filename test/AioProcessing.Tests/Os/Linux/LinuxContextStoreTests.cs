using AioProcessing.Os;
using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os.Linux;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LinuxContextStoreTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _home = Directory.CreateTempSubdirectory("aio-store-").FullName;

    private string Place => Path.Combine(_home, "contexts");

    private LinuxContextStore Store => new(Place);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Open_FirstTime_MakesAPrivateDirectoryAndFile()
    {
        Assert.Null(Store.Open("name", create: false));
        Assert.Empty(Store.List());
        using ContextFile file = Store.Open("name", create: true)!;
        Assert.Equal(Private, File.GetUnixFileMode(Place));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Place, "name")));
        Assert.Equal(["name"], Store.List());
        Assert.True(Store.Delete("name"));
        Assert.False(Store.Delete("name"));
        Assert.False(file.IsLinked);
    }

    [Fact]
    public void Open_DirectoryOpenToOthers_IsRefused()
    {
        Directory.CreateDirectory(Place, Private | UnixFileMode.GroupExecute);
        Assert.Contains("710", Refused().Message);
    }

    [Fact]
    public void Open_DirectoryIsALink_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_home, "elsewhere"), Private);
        Directory.CreateSymbolicLink(Place, Path.Combine(_home, "elsewhere"));
        Refused();
    }

    [Fact]
    public void Open_FileIsALink_IsRefused()
    {
        Directory.CreateDirectory(Place, Private);
        File.WriteAllText(Path.Combine(_home, "precious"), "unharmed");
        File.CreateSymbolicLink(Path.Combine(Place, "name"), Path.Combine(_home, "precious"));
        Refused();
        Assert.Equal("unharmed", File.ReadAllText(Path.Combine(_home, "precious")));
    }

    [Fact]
    public void Open_FileOpenToOthers_IsRefused()
    {
        Directory.CreateDirectory(Place, Private);
        File.WriteAllText(Path.Combine(Place, "name"), "");
        File.SetUnixFileMode(Path.Combine(Place, "name"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("604", Refused().Message);
    }

    [Fact]
    public void Open_NotAFile_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(Place, "name"), Private);
        File.SetUnixFileMode(Place, Private);
        Refused();
    }

    [Fact]
    public void Open_PlaceCannotBeMade_SaysWhy() =>
        Assert.Contains("No such file", Assert.Throws<AioContextException>(() => new LinuxContextStore(Path.Combine(_home, "no", "such")).Open("name", create: true)).Message);

    private AioContextException Refused() => Assert.Throws<AioContextException>(() => Store.Open("name", create: true));
}

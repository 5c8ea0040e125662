using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os.Linux;

public sealed class LinuxMemoryLimitTests : IDisposable
{
    private const string Machine = "MemTotal:  1000 kB\nMemAvailable:  600 kB\nSwapTotal: 0 kB\nSwapFree: 100 kB\n";

    private readonly string _home = Directory.CreateTempSubdirectory("aio-limit-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Read_NoGroups_IsWhatTheMachineHas() => Assert.Equal(700 * 1024, Read(Machine, ""));

    [Fact]
    public void Read_GroupWithALimit_IsWhatIsLeftOfIt()
    {
        Group("box/inner", "max", "5000", "inactive_file 9\n");
        Group("box", "200000", "150000", "anon 3\ninactive_file 1000\n");
        Assert.Equal(51_000, Read(Machine, "0::/box/inner\n"));
    }

    [Fact]
    public void Read_GroupOverItsLimit_IsNothing()
    {
        Group("box", "1000", "1500", "");
        Assert.Equal(0, Read(Machine, "0::/box\n"));
    }

    [Fact]
    public void Read_RootGroupOfAContainer_Counts()
    {
        Group("", "4000", "1000", "");
        Assert.Equal(3_000, Read(Machine, "0::/\n"));
    }

    [Fact]
    public void Read_OlderHierarchy_Counts()
    {
        Directory.CreateDirectory(Path.Combine(_home, "memory", "box"));
        File.WriteAllText(Path.Combine(_home, "memory", "box", "memory.limit_in_bytes"), "9000\n");
        File.WriteAllText(Path.Combine(_home, "memory", "box", "memory.usage_in_bytes"), "2000\n");
        Assert.Equal(7_000, Read(Machine, "5:cpu,cpuacct:/box\n4:memory:/box\n"));
    }

    [Fact]
    public void Read_SystemThatTellsNothing_IsNoLimit() => Assert.Equal(long.MaxValue, LinuxMemoryLimit.Read(Path.Combine(_home, "none"), Path.Combine(_home, "none"), _home).AvailableBytes);

    [Fact]
    public void Read_ThisMachine_IsAPlausibleNumber() => Assert.InRange(LinuxMemoryLimit.Read().AvailableBytes, 1 << 20, long.MaxValue - 1);

    private long Read(string machine, string groups)
    {
        File.WriteAllText(Path.Combine(_home, "machine"), machine);
        File.WriteAllText(Path.Combine(_home, "groups"), groups);
        return LinuxMemoryLimit.Read(Path.Combine(_home, "machine"), Path.Combine(_home, "groups"), _home).AvailableBytes;
    }

    private void Group(string name, string limit, string used, string stat)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_home, name)).FullName;
        File.WriteAllText(Path.Combine(directory, "memory.max"), limit + "\n");
        File.WriteAllText(Path.Combine(directory, "memory.current"), used + "\n");
        File.WriteAllText(Path.Combine(directory, "memory.stat"), stat);
    }
}

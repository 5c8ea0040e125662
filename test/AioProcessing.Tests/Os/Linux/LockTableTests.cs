using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os.Linux;

public sealed class LockTableTests
{
    private static readonly string[] s_lines =
    [
        "1: FLOCK  ADVISORY  WRITE 24630 00:1b:2224 0 EOF",
        "1: -> FLOCK  ADVISORY  WRITE 777 00:1b:2224 0 EOF",
        "2: OFDLCK ADVISORY  READ -1 00:1b:2224 0 0",
        "3: OFDLCK ADVISORY  READ -1 00:1b:2224 0 0",
        "4: OFDLCK ADVISORY  READ -1 00:1b:22 0 0",
        "5: POSIX  ADVISORY  WRITE 55 00:1b:2224 0 0",
        "6: FLOCK  ADVISORY  READ 24500 fe:00:5309184 0 EOF",
        "",
    ];

    [Fact]
    public void Parse_AFile_FindsWhoHasItAndCountsMembers() => Assert.Equal(new LockTable(24630, 2), LockTable.Parse(s_lines, 0, 0x1B, 2224));

    [Fact]
    public void Parse_NobodyHasIt_IsZero() => Assert.Equal(new LockTable(0, 1), LockTable.Parse(s_lines, 0, 0x1B, 22));
}

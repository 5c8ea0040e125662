using AioProcessing.Torture;

namespace AioProcessing.Tests.Torture;

/// <summary>The short run; the long one is <c>dotnet run build.cs -- torture</c>.</summary>
public sealed class TortureTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("sync", 5)]
    [InlineData("queue", 5)]
    [InlineData("pipe", 5)]
    [InlineData("pool", 5)]
    [InlineData("manager", 4)]
    public async Task Run_RandomKillsAndStops_NothingIsViolated(string scenario, double seconds)
    {
        TortureReport report = await RunAsync(scenario, "--seconds", $"{seconds}", "--seed", "20260");
        Assert.True(report.Violations.IsEmpty, string.Join(Environment.NewLine, report.Violations.Take(5)));
        Assert.True(report.Kills >= 5, $"Only {report.Kills} kills: that is no torture.");
        Assert.True(report.Operations > 100, $"Only {report.Operations} operations: nobody was working.");
    }

    [Fact]
    public async Task Run_ProcessesOfAllKinds_LeaveNothingBehind()
    {
        TortureReport report = await RunAsync("process", "--seconds", "4", "--seed", "20262");
        Assert.True(report.Violations.IsEmpty, string.Join(Environment.NewLine, report.Violations.Take(5)));
        Assert.True(report.Kills >= 2, $"Only {report.Kills} kills: that is no torture.");
        Assert.True(report.Operations >= 20, $"Only {report.Operations} starts: nobody was working.");
    }

    [Theory]
    [InlineData("sync", "lock", "is the owner of the lock, but so is living process")]
    [InlineData("sync", "semaphore", "has a permit, but")]
    [InlineData("sync", "permit", "permits of 3 are free")]
    [InlineData("sync", "rw", "living process")]
    [InlineData("sync", "condition", "is the owner of the condition's lock, but so is living process")]
    [InlineData("sync", "barrier", "passed the barrier without their partners")]
    [InlineData("process", "descriptor", "descriptors are left open")]
    [InlineData("process", "orphan", "processes are left")]
    [InlineData("queue", "loss", "items are missing")]
    [InlineData("queue", "repetition", "items came twice")]
    [InlineData("pipe", "gap", "came where")]
    [InlineData("pipe", "tear", "is torn")]
    [InlineData("pipe", "end", "its death was not told")]
    [InlineData("pool", "pool", "ran 2 times")]
    [InlineData("manager", "repetition", "was due")]
    [InlineData("manager", "leak", "objects are left")]
    [InlineData("manager", "rw", "living process")]
    [InlineData("manager", "token", "token")]
    public async Task Run_PlantedFault_IsCaught(string scenario, string fault, string complaint)
    {
        TortureReport report = await RunAsync(scenario, "--seconds", "2", "--seed", "20261", "--plant", fault);
        Assert.Contains(report.Violations, violation => violation.Contains(complaint, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("locks")]
    [InlineData("sync", "--plant", "queue")]
    [InlineData("sync", "--seconds", "-1")]
    [InlineData("sync", "--seed")]
    public void TryParse_Nonsense_IsRefused(params string[] arguments)
    {
        Assert.False(TortureOptions.TryParse(arguments, out _, out string error));
        Assert.Contains("Usage", error, StringComparison.Ordinal);
    }

    private static async Task<TortureReport> RunAsync(params string[] arguments)
    {
        Assert.True(TortureOptions.TryParse(arguments, out TortureOptions? options, out string error), error);
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        TortureReport report = await options.RunAsync(output.WriteLine).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        output.WriteLine(report.ToString());
        return report;
    }
}

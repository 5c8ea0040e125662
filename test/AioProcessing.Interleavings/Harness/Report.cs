namespace AioProcessing.Interleavings;

/// <summary>What an exploration found.</summary>
internal sealed record Report
{
    /// <summary>Null when every schedule that was run is fine.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Of the failing schedule, for <see cref="Explorer.Replay"/>.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>Of the failing schedule, numbered steps.</summary>
    public string Trace { get; init; } = "";

    /// <summary>Every schedule within the scope was run (or leads through states that were).</summary>
    public bool IsComplete { get; init; }

    public long Schedules { get; init; }

    public long Steps { get; init; }

    /// <summary>Different states at which there was a choice; 0 when states are not merged.</summary>
    public long States { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>The planted bugs, with how often they struck.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Fails the test unless everything within the scope was run and nothing failed.</summary>
    public void MustPass()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(ToString());
        if (Failure is not null)
            Assert.Fail(ToString());
        if (!IsComplete)
            Assert.Fail($"Inconclusive: {this}. Narrow the scope, or raise MaxTime or AIO_EXPLORE_SECONDS.");
    }

    /// <summary>Fails the test unless a planted bug struck and was caught.</summary>
    /// <param name="schedules">The most that finding it may take.</param>
    /// <param name="containing">Part of the failure's text, so that it is caught for the right reason.</param>
    public void MustFail(long schedules, string containing)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(ToString());
        foreach (Fault fault in Faults)
            Assert.True(fault.Strikes > 0, $"The fault '{fault}' never struck, so nothing is proven.");
        Assert.True(Failure is not null, $"The explorer is blind to this fault: {this}");
        Assert.Contains(containing, Failure.ToString());
        Assert.True(Schedules <= schedules, $"Found after {Schedules} schedules; at most {schedules} were allowed.");
    }

    public override string ToString()
    {
        double seconds = Math.Max(Elapsed.TotalSeconds, 1e-6);
        string figures = $"{Schedules:N0} schedules, {Steps:N0} steps, {States:N0} states in {Elapsed.TotalSeconds:F2} s "
            + $"({Schedules / seconds:N0} schedules/s, {Steps / seconds:N0} steps/s){(IsComplete ? "" : ", not complete")}";
        return Failure is null ? $"No violation: {figures}" : $"{Failure}\n{figures}\nReplay: {Schedule}\n{Trace}{Failure.Exception}";
    }
}

namespace AioProcessing.Tests.Tidy;

/// <summary>A place where a rule may be broken, and why.</summary>
internal sealed record Exemption(string Rule, string Where, string Reason);

/// <summary>The one list of exemptions. It may only shrink: an exemption that nothing needs any more fails the rule's own test.</summary>
internal static class Exemptions
{
    private const string RunsWork = "A call that runs work, not a wait for something to come: Submit is the form that does not wait, and AioTaskOptions.Timeout the time limit.";

    private const string TakesParams = "Its arguments are params, behind which there is no place for a token.";
    private const string OfGeneratedCode = "For generated code: the waiting calls are those of the user's interface.";

    public static IReadOnlyList<Exemption> All { get; } =
    [
        new(Rules.PublicShape, "AioException", "The base of all errors of this library, made for inheritance."),
        new(Rules.Namespaces, "src/AioProcessing/Bootstrap/StartupHook.cs", "The runtime finds a start-up hook only under this name, without a namespace."),
        new(Rules.BannedCalls, "src/AioProcessing/Bootstrap/ExitReport.cs", "A child prints what its target threw to standard error, as Python does."),
        new(Rules.BannedCalls, "src/AioProcessing/Bootstrap/DebuggerWait.cs", "Says whom to attach the debugger to, and asks again and again whether somebody has: nothing tells."),
        new(Rules.BannedCalls, "src/AioProcessing/Bootstrap/ChildMain.cs", "Tells whoever runs the library by hand that it is no program."),
        new(Rules.WaitingCalls, "AioPool.Apply", RunsWork),
        new(Rules.WaitingCalls, "AioPool.Map", RunsWork),
        new(Rules.WaitingCalls, "IAioPool.Apply", RunsWork),
        new(Rules.WaitingCalls, "IAioPool.Map", RunsWork),
        new(Rules.WaitingCalls, "AioPool.StarMap", RunsWork),
        new(Rules.WaitingCalls, "AioPool.MapSettled", RunsWork),
        new(Rules.WaitingCalls, "AioIncomingCall.Return", OfGeneratedCode),
        new(Rules.WaitingCalls, "AioIncomingCall.ReturnStream", OfGeneratedCode),
        new(Rules.WaitingCalls, "AioOutgoingCall.Send", OfGeneratedCode),
        new(Rules.RemoteCalls, "AioManager.CreateAsync", TakesParams),
        new(Rules.RemoteCalls, "AioManager.OpenAsync", TakesParams),
        new(Rules.RemoteCalls, "AioManager.Kill", "No call: it needs no answer, and the manager is not asked."),
    ];

    /// <summary>Fails with every finding that no exemption covers, and with every exemption that covers no finding.</summary>
    public static void AssertClean(string rule, IEnumerable<Finding> findings)
    {
        IReadOnlyList<string> complaints = Judge(rule, findings, All);
        Assert.True(complaints.Count == 0, $"Tidy rule '{rule}':{Environment.NewLine}{string.Join(Environment.NewLine, complaints)}");
    }

    public static IReadOnlyList<string> Judge(string rule, IEnumerable<Finding> findings, IReadOnlyList<Exemption> all)
    {
        List<Exemption> mine = [.. all.Where(exemption => exemption.Rule == rule)];
        List<Finding> found = [.. findings];
        IEnumerable<string> uncovered = found.Where(finding => mine.All(exemption => exemption.Where != finding.Where)).Select(finding => finding.ToString());
        IEnumerable<string> unneeded = mine.Where(exemption => found.All(finding => finding.Where != exemption.Where))
            .Select(exemption => $"{exemption.Where}: the exemption covers nothing any more; delete it from Exemptions.cs.");
        return [.. uncovered, .. unneeded];
    }
}

/// <summary>The names by which exemptions refer to rules.</summary>
internal static class Rules
{
    public const string Layers = "layers";
    public const string OsMentions = "OS mentions";
    public const string Atomics = "atomics";
    public const string BannedCalls = "banned calls";
    public const string Sizes = "sizes";
    public const string Essays = "essays";
    public const string PublicShape = "public shape";
    public const string Namespaces = "namespaces";
    public const string WaitingCalls = "waiting calls";
    public const string RemoteCalls = "remote calls";
    public const string Layouts = "layouts";
    public const string Texts = "texts";
    public const string Links = "links";
    public const string Decisions = "decisions";
    public const string Diagnostics = "diagnostics";
}

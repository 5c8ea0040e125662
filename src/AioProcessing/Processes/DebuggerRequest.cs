namespace AioProcessing.Processes;

/// <summary>The variable that asks children to wait for a debugger, read in the parent so that children need not look.</summary>
internal static class DebuggerRequest
{
    public const string Variable = "AIOPROCESSING_DEBUG";

    /// <summary>Whether children of that name are meant: the variable holds names, separated by commas, or an asterisk.</summary>
    public static bool Names(string name) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } list && (list == "*" || list.Split(',', StringSplitOptions.TrimEntries).Contains(name));
}

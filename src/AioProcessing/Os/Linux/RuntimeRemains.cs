using System.Globalization;

namespace AioProcessing.Os.Linux;

/// <summary>
/// What every .NET process makes in the temporary directory for debuggers and tools, and takes away itself only if it comes to an orderly end. A parent
/// takes it away for its killed children: a pool that kills a worker a minute would leave some thousand files a day.
/// </summary>
/// <remarks>The names hold pid and start time, so nobody else's can be meant. They stay for who is killed together with its parent, and for a child with a TMPDIR of its own.</remarks>
internal static class RuntimeRemains
{
    public static void RemoveOf(ProcessIdentity killed)
    {
        if (killed.StartTime == 0)
            return;
        string directory = Path.GetTempPath();
        string name = string.Create(CultureInfo.InvariantCulture, $"{killed.Pid}-{killed.StartTime}");
        foreach (string file in (ReadOnlySpan<string>)[$"dotnet-diagnostic-{name}-socket", $"clr-debug-pipe-{name}-in", $"clr-debug-pipe-{name}-out"])
        {
            try
            {
                File.Delete(Path.Combine(directory, file));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Nobody misses anything.
            }
        }
    }
}

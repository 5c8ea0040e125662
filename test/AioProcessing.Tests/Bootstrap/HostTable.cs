using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

/// <summary>The table that <c>dotnet run build.cs -- hosts</c> prints: a row for each kind of program whose children were seen at work.</summary>
internal static class HostTable
{
    private static readonly string? s_path = Environment.GetEnvironmentVariable("AIO_HOSTS_TABLE");

    private static readonly Lock s_lock = new();

    /// <param name="host">The kind of program.</param>
    /// <param name="door">How its children enter.</param>
    /// <param name="milliseconds">From the call to the result, the median of a few starts; empty = not measured.</param>
    public static void Add(string host, ChildDoor door, string milliseconds = "")
    {
        if (s_path is null)
            return;
        string way = door switch
        {
            ChildDoor.Library => "run the library (`dotnet exec`)",
            ChildDoor.Hook => "run the program, start-up hook",
            _ => "run the program, which lets them in",
        };
        lock (s_lock)
            File.AppendAllText(s_path, $"| {host} | yes | {way} | {milliseconds} |\n");
    }
}

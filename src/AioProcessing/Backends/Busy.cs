using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>Who keeps others waiting, in words.</summary>
internal static class Busy
{
    public static string Describe(SystemLock? held) => held?.HolderId is > 0 and int pid ? $"process {pid}" : "another process";
}

using AioProcessing.Bootstrap;

namespace AioProcessing;

/// <content>The key by which the processes of a tree know each other.</content>
public partial class AioProcess
{
    /// <summary>
    /// A key for listeners and clients of this process tree: 32 random bytes made by its root, which children inherit when they start. It can be set for the current process,
    /// to reach processes of another tree; children started later inherit that one.
    /// </summary>
    /// <exception cref="InvalidOperationException">Setting: this is not the current process.</exception>
    /// <exception cref="ArgumentNullException">Setting: the value is null; an empty key is allowed.</exception>
    /// <remarks>Python's counterpart is <c>Process.authkey</c>. Reading gives a copy.</remarks>
    public byte[] AuthKey
    {
        get => [.. ProcessKey.Current];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ProcessKey.Current = Id == Environment.ProcessId ? [.. value] : throw NotOurs();
        }
    }
}

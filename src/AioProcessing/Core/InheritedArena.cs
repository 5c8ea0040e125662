namespace AioProcessing.Core;

/// <summary>How a child finds the shared memory of its process tree: whoever takes the process over leaves the descriptor here.</summary>
internal static class InheritedArena
{
    /// <summary>The inherited descriptor; -1 where none was passed. Nothing is mapped until the first handle is read or made.</summary>
    public static int Descriptor { get; set; } = -1;
}

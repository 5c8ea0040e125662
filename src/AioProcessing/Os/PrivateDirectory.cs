namespace AioProcessing.Os;

/// <summary>A directory for sockets that only this user can enter. It goes with all that is in it when it is disposed of; that of a maker who was killed goes when another process makes one.</summary>
internal abstract class PrivateDirectory(string path) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>Removes it. Once is enough, and more does nothing.</summary>
    public abstract void Dispose();
}

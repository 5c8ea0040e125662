namespace AioProcessing.Os;

/// <summary>A lock between processes that the system itself takes from a process that ends. It excludes openers of it, not threads.</summary>
/// <remarks>For what happens seldom and outside shared memory's own protocols: opening and naming. Who holds it must not wait for anybody.</remarks>
internal abstract class SystemLock : IDisposable
{
    /// <summary>Takes it unless somebody has it.</summary>
    public abstract bool TryEnter();

    public abstract void Exit();

    /// <summary>The pid of whoever has it; 0 when that cannot be learnt.</summary>
    public abstract int HolderId { get; }

    public abstract void Dispose();
}

namespace AioProcessing.Locks;

/// <summary>
/// A permit, or a place in a lock, that is an object of its own: what <see cref="AioSemaphoreReleaser"/> and <see cref="AioAccessReleaser"/> give back where it is not one in shared memory.
/// </summary>
internal interface IPermit
{
    void Release();

    ValueTask ReleaseAsync();
}

namespace AioProcessing.Locks;

/// <summary>A permit that is an object of its own: what <see cref="AioSemaphoreReleaser"/> gives back where the semaphore is not in shared memory.</summary>
internal interface IPermit
{
    void Release();

    ValueTask ReleaseAsync();
}

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioLockContended : AioHammer
{
    private readonly AioLock _lock = new();

    protected override async Task HammerAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            using (await _lock.AcquireAsync())
            {
            }
        }
    }
}

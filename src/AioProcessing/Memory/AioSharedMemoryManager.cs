namespace AioProcessing;

/// <summary>Makes shared memory, values, arrays and lists, and lets go of all of them at once.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.managers.SharedMemoryManager</c>, with the difference that no server process stands behind it: the memory belongs to those who
/// have handles on it, and goes with the last one, so that the death of whoever made it takes nothing from others and leaves nothing behind.
/// <para>It is for the process that made it, and does not cross to others; what it made does.</para>
/// </remarks>
public sealed class AioSharedMemoryManager : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _made = [];
    private bool _isDisposed;

    /// <summary>Makes memory.</summary>
    /// <inheritdoc cref="AioSharedMemory.Create(string?, long)"/>
    public AioSharedMemory SharedMemory(string? name, long size) => Keep(() => AioSharedMemory.Create(name, size));

    /// <summary>Makes memory without a name.</summary>
    /// <inheritdoc cref="AioSharedMemory.Create(long)"/>
    public AioSharedMemory SharedMemory(long size) => SharedMemory(null, size);

    /// <summary>Makes a value.</summary>
    /// <inheritdoc cref="AioValue{T}(T, bool)"/>
    public AioValue<T> Value<T>(T initial = default, bool isRaw = false)
        where T : unmanaged => Keep(() => new AioValue<T>(initial, isRaw));

    /// <summary>Makes an array of zeroes.</summary>
    /// <inheritdoc cref="AioArray{T}(int, bool)"/>
    public AioArray<T> Array<T>(int length, bool isRaw = false)
        where T : unmanaged => Keep(() => new AioArray<T>(length, isRaw));

    /// <summary>Makes a list. Python: <c>ShareableList</c>.</summary>
    /// <inheritdoc cref="AioSharedList(IEnumerable{object?}, int)"/>
    public AioSharedList SharedList(IEnumerable<object?> items, int capacityBytes = 8) => Keep(() => new AioSharedList(items, capacityBytes));

    /// <summary>
    /// Takes the names from all that it made, and disposes of it in this process. Processes that have handles of their own go on; the memory comes back when the last
    /// of them lets go or ends. A second call does nothing.
    /// </summary>
    /// <exception cref="AioTimeoutException">A name could not be taken away, because a process that is opening or leaving it does not get on. All else is done.</exception>
    public void Dispose()
    {
        IDisposable[] made;
        lock (_gate)
        {
            _isDisposed = true;
            made = [.. _made];
            _made.Clear();
        }

        List<AioException> failed = [];
        foreach (IDisposable item in made)
            Free(item, failed);
        if (failed.Count > 0)
            throw failed[0];
    }

    private T Keep<T>(Func<T> make)
        where T : IDisposable
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            T made = make();
            _made.Add(made);
            return made;
        }
    }

    // Whatever becomes of one name, the others go too.
    private static void Free(IDisposable item, List<AioException> failed)
    {
        try
        {
            (item as AioSharedMemory)?.Unlink();
        }
        catch (ObjectDisposedException)
        {
            // The user was quicker.
        }
        catch (AioException error)
        {
            failed.Add(error);
        }

        item.Dispose();
    }
}

using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>The one thread that sleeps until some descriptor is ready. Neither it nor the epoll set exists before the first wait.</summary>
internal sealed unsafe class EpollThread
{
    // struct epoll_event is packed on x86 only: four bytes of events, then (with or without padding) eight of ours.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int s_entrySize = s_dataOffset + sizeof(long);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Wait> _waits = [];
    private int _epoll = -1;
    private long _lastKey;

    public static EpollThread Shared { get; } = new();

    /// <summary>
    /// Calls <paramref name="ready"/> once, on this thread, when <paramref name="descriptor"/> has one of <paramref name="events"/>; it must
    /// not block or throw. A descriptor can be waited for once at a time. It must stay open until the wait has ended.
    /// </summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events">EPOLLIN and the like.</param>
    /// <param name="closes">True: the wait owns the descriptor and closes it when it ends, either way; also when this call fails.</param>
    /// <param name="ready">May still be running, but does not start any more, once the result was disposed.</param>
    public IDisposable Add(int descriptor, uint events, bool closes, Action ready)
    {
        lock (_lock)
        {
            StartLocked();
            Wait wait = new(this, ++_lastKey, descriptor, closes, ready);
            Span<byte> entry = stackalloc byte[s_entrySize];
            MemoryMarshal.Write(entry, events);
            MemoryMarshal.Write(entry[s_dataOffset..], wait.Key);
            fixed (byte* start = entry)
            {
                if (LibC.EpollControl(_epoll, LibC.EPOLL_CTL_ADD, descriptor, start) < 0)
                {
                    int errno = LibC.Errno;
                    if (closes)
                        _ = LibC.Close(descriptor);
                    throw LibC.Failure($"Descriptor {descriptor} cannot be waited for", "epoll_ctl", errno);
                }
            }
            _waits.Add(wait.Key, wait);
            return wait;
        }
    }

    private void StartLocked()
    {
        if (_epoll >= 0)
            return;
        int epoll = LibC.EpollCreate(LibC.EPOLL_CLOEXEC);
        if (epoll < 0)
            throw LibC.Failure("No descriptor can be waited for", "epoll_create1", LibC.Errno);
        _epoll = epoll;
        new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "AioProcessing watcher" }.Start();
    }

    private void Run()
    {
        const int Capacity = 16;
        Span<byte> entries = stackalloc byte[Capacity * s_entrySize];
        while (true)
        {
            int count;
            fixed (byte* start = entries)
                count = LibC.EpollWait(_epoll, start, Capacity, -1);
            // Only a descriptor closed behind our back leads here; to go on would be to miss every death in silence.
            if (count < 0 && LibC.Errno != LibC.EINTR)
                throw LibC.Failure("No process can be watched any longer", "epoll_wait", LibC.Errno);
            for (int i = 0; i < count; i++)
            {
                long key = MemoryMarshal.Read<long>(entries.Slice((i * s_entrySize) + s_dataOffset));
                // A wait that was disposed after the kernel reported it is no longer in the table: its callback does not start.
                if (Take(key) is { } wait)
                    wait.Ready();
            }
        }
    }

    /// <summary>Exactly one caller gets the wait: the thread that reports, or the one that disposes.</summary>
    private Wait? Take(long key)
    {
        lock (_lock)
        {
            if (!_waits.Remove(key, out Wait? wait))
                return null;
            _ = LibC.EpollControl(_epoll, LibC.EPOLL_CTL_DEL, wait.Descriptor, null);
            if (wait.Closes)
                _ = LibC.Close(wait.Descriptor);
            return wait;
        }
    }

    private sealed record Wait(EpollThread Thread, long Key, int Descriptor, bool Closes, Action Ready) : IDisposable
    {
        public void Dispose() => Thread.Take(Key);
    }
}

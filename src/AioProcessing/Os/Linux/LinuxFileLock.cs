namespace AioProcessing.Os.Linux;

/// <summary>flock on an open file: the kernel drops it when the last descriptor of that opening is closed, as it is by death.</summary>
internal sealed class LinuxFileLock(int descriptor, bool owns) : SystemLock
{
    /// <summary>A lock on the file behind a descriptor that other processes may have inherited: opened anew, because they share its locks.</summary>
    public static unsafe LinuxFileLock Reopen(int descriptor)
    {
        int own;
        fixed (byte* path = System.Text.Encoding.UTF8.GetBytes($"/proc/self/fd/{descriptor}\0"))
            own = LibC.Open(path, LibC.O_RDWR | LibC.O_CLOEXEC, 0);
        return own >= 0 ? new LinuxFileLock(own, owns: true) : throw LibC.Failure("The lock on names cannot be made", "open", LibC.Errno);
    }

    public override int HolderId
    {
        get
        {
            try
            {
                return LockTable.Of(LibC.Facts(descriptor)).HolderId;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return 0; // Only said in a message; a system that hides its locks must not hide the message.
            }
        }
    }

    public override bool TryEnter()
    {
        while (LibC.Flock(descriptor, LibC.LOCK_EX | LibC.LOCK_NB) != 0)
        {
            if (LibC.Errno == LibC.EAGAIN)
                return false;
            if (LibC.Errno != LibC.EINTR)
                throw LibC.Failure("The lock on names cannot be taken", "flock", LibC.Errno);
        }

        return true;
    }

    public override void Exit() => _ = LibC.Flock(descriptor, LibC.LOCK_UN);

    public override void Dispose()
    {
        if (owns)
            _ = LibC.Close(descriptor);
    }
}

namespace AioProcessing.Os.Linux;

/// <summary>The image that the dynamic linker has loaded around an address.</summary>
internal sealed unsafe class LinuxProgramImage : ProgramImage
{
    private readonly nint _start;

    public LinuxProgramImage(nint address) => _start = StartOf(address);

    /// <summary>In a process that is about to run another program, this still names what it runs itself.</summary>
    public static string Path => "/proc/self/exe";

    public override bool TryGetOffset(nint address, out long offset)
    {
        offset = address - _start;
        return _start != 0 && StartOf(address) == _start;
    }

    public override bool TryGetAddress(long offset, out nint address)
    {
        address = (nint)(_start + offset);
        return _start != 0 && StartOf(address) == _start;
    }

    /// <summary>Zero for an address that belongs to no image.</summary>
    private static nint StartOf(nint address)
    {
        LibC.ImageInfo info = default;
        return LibC.ImageOf((void*)address, &info) == 0 ? 0 : (nint)info.Start;
    }
}

using System.IO.MemoryMappedFiles;
using SkiaSharp;

namespace Thumbnails;

/// <summary>
/// Uncompressed images, read the quick way: the file is mapped, and Skia reads the pixels where the file says that they are. Nobody checks that, as in many a native decoder;
/// a file can lie, and then the process crashes.
/// </summary>
internal static class RawImage
{
    public const string Ending = ".raw";

    private const int HeadBytes = 16;

    /// <summary>Width, height, the place of the pixels, the pixels.</summary>
    public static void Write(string path, int width, int height, long pixelsAt)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(width);
        writer.Write(height);
        writer.Write(pixelsAt);
        for (int i = 0; i < width * height; i++)
            writer.Write(0xFF000000 | (uint)(i * 7));
    }

    public static void Write(string path, int width, int height) => Write(path, width, height, HeadBytes);

    public static unsafe SKBitmap Read(string path)
    {
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var info = new SKImageInfo(view.ReadInt32(0), view.ReadInt32(4), SKColorType.Bgra8888);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        using var pixels = new SKPixmap(info, (nint)(start + view.ReadInt64(8)), info.RowBytes);
        var image = new SKBitmap(info);
        pixels.ReadPixels(info, image.GetPixels(), info.RowBytes);
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        return image;
    }
}

using SkiaSharp;

namespace Thumbnails;

/// <summary>One file's work, in a worker.</summary>
internal static class Thumbnail
{
    private const int LongerSide = 256;
    private const int Quality = 85;

    private static readonly string[] s_endings = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", RawImage.Ending];

    public static bool IsImage(string file) => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the thumbnail and returns its path.</summary>
    public static string Make(string file, string folder)
    {
        using SKBitmap image = (file.EndsWith(RawImage.Ending, StringComparison.OrdinalIgnoreCase) ? RawImage.Read(file) : SKBitmap.Decode(file))
            ?? throw new InvalidDataException("is no image that can be read");
        double scale = Math.Min(1.0, (double)LongerSide / Math.Max(image.Width, image.Height));
        var size = new SKImageInfo(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        using SKBitmap small = image.Resize(size, new SKSamplingOptions(SKCubicResampler.Mitchell)) ?? throw new InvalidDataException("cannot be scaled");
        using SKData bytes = small.Encode(SKEncodedImageFormat.Jpeg, Quality);
        string path = Path.Combine(folder, Path.GetFileName(file) + ".jpg");
        using FileStream stream = File.Create(path);
        bytes.SaveTo(stream);
        return path;
    }
}

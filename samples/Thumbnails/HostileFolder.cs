using System.Diagnostics;
using AioProcessing;
using SkiaSharp;

namespace Thumbnails;

/// <summary>A folder of good images, and of three files that are none: each would be the end of a program that reads them itself.</summary>
internal static class HostileFolder
{
    private const string Crash = "crash" + RawImage.Ending;
    private const string Endless = "endless.png";
    private const string Garbage = "garbage.jpg";
    private const int GoodOnes = 12;

    public static string Make()
    {
        string folder = Directory.CreateTempSubdirectory("thumbnails-").FullName;
        for (int i = 0; i < GoodOnes; i++)
            WriteGood(Path.Combine(folder, $"good{i:00}.png"), i);
        RawImage.Write(Path.Combine(folder, "good" + RawImage.Ending), 640, 480);

        // The pixels are said to be where no memory is: the decoder's native code reads there, and the worker dies of SIGSEGV.
        RawImage.Write(Path.Combine(folder, Crash), 640, 480, pixelsAt: 1L << 45);

        // A named pipe that nobody writes to: the decoder waits in the system for ever, deaf to any token.
        using (Process make = Process.Start("mkfifo", Path.Combine(folder, Endless)))
            make.WaitForExit();
        File.WriteAllBytes(Path.Combine(folder, Garbage), [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]);
        return folder;
    }

    /// <summary>Whether each file had what it deserves. Removes the folder.</summary>
    public static bool IsAsExpected(string folder, IEnumerable<(string File, AioOutcome<string> Outcome)> results)
    {
        bool isAsExpected = results.All(result => Path.GetFileName(result.File) switch
        {
            Crash => result.Outcome.Error is AioWorkerLostException { SignalName: "SIGSEGV" },
            Endless => result.Outcome.Error is AioTimeoutException,
            Garbage => result.Outcome.Error is AioRemoteException,
            _ => result.Outcome.IsSuccess && new FileInfo(result.Outcome.Value).Length > 0,
        });
        Directory.Delete(folder, recursive: true);
        Console.WriteLine(isAsExpected ? "Each hostile file cost itself, and nothing else." : "That is not what was to be expected.");
        return isAsExpected;
    }

    private static void WriteGood(string path, int number)
    {
        using var image = new SKBitmap(1200, 800);
        using (var canvas = new SKCanvas(image))
        {
            canvas.Clear(SKColor.FromHsl(number * 30, 60, 50));
            using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
            canvas.DrawCircle(600, 400, 50 + (number * 25), paint);
        }

        using FileStream stream = File.Create(path);
        using SKData bytes = image.Encode(SKEncodedImageFormat.Png, quality: 90);
        bytes.SaveTo(stream);
    }
}

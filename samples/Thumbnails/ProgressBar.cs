using AioProcessing;
using Spectre.Console;

namespace Thumbnails;

/// <summary>Shows a call's progress as a bar of Spectre.Console.</summary>
internal sealed class ProgressBar(ProgressContext bars, string title) : IProgress<AioProgress>
{
    private readonly ProgressTask _bar = bars.AddTask(title);

    public void Report(AioProgress value)
    {
        _bar.MaxValue = value.Total ?? value.Done;
        _bar.Value = value.Done;
        _bar.Description = $"{title}: {value.Rate:F0}/s";
    }
}

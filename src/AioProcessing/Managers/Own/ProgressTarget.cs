using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>An argument that hears of progress: one report after the other, in order.</summary>
internal sealed class ProgressTarget<T>(IProgress<T> progress) : IProgressTarget
{
    private readonly Sequence _sequence = new();

    public IThreadPoolWorkItem? Take(ref PayloadReader from, ManagerClient client)
    {
        T value = AioOutgoingCall.ReadValue<T>(ref from, client);
        return _sequence.Add(() => progress.Report(value));
    }
}

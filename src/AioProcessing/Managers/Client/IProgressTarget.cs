using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>An argument of a call that hears of its progress.</summary>
internal interface IProgressTarget
{
    /// <summary>Reads a report. The answer tells it to the user's code.</summary>
    IThreadPoolWorkItem? Take(ref PayloadReader from, ManagerClient client);
}

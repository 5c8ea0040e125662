using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>Hears what becomes of a child. The calls come one after the other, <see cref="OnExited"/> last and always. None may throw.</summary>
internal interface IChildObserver
{
    void OnResult(ref PayloadReader reader);

    void OnFault(ref PayloadReader reader);

    void OnLog(ref PayloadReader reader);

    /// <param name="token">The cause, where it was a token that the target listens to.</param>
    void OnCanceled(CancellationToken token);

    /// <param name="code">Null when it could not be learnt.</param>
    /// <param name="dumpedCore">The child left a core dump.</param>
    /// <param name="progress">How far it had come.</param>
    void OnExited(int? code, bool dumpedCore, ChildProgress progress);
}

/// <summary>How far a child has come.</summary>
internal enum ChildProgress
{
    Launched,
    StartupTimedOut,
    TookOver,
    Returned,
    Failed,

    /// <summary>It was asked to stop, went on, and was killed.</summary>
    DidNotStop,
}

using AioProcessing.Bootstrap;
using AioProcessing.Serialization;

namespace AioProcessing.Processes;

/// <summary>Turns what becomes of a child into what its <see cref="AioProcess"/> shows.</summary>
internal sealed class ChildObserver(AioProcess process, Outcome outcome, AioProcessOptions options) : IChildObserver
{
    public void OnResult(ref PayloadReader reader)
    {
        try
        {
            outcome.Read(ref reader);
        }
        catch (Exception exception)
        {
            outcome.Fail(exception);
        }
    }

    public void OnFault(ref PayloadReader reader)
    {
        try
        {
            outcome.Fail(ExceptionCodec.Read(ref reader));
        }
        catch (Exception exception)
        {
            outcome.Fail(exception);
        }
    }

    public void OnLog(ref PayloadReader reader) => LogRouter.Receive(ref reader);

    public void OnCanceled(CancellationToken token) => outcome.Cancel(token);

    public void OnExited(int? code, bool dumpedCore, ChildProgress progress)
    {
        AioExit exit = new(process.Id, process.Name, code, dumpedCore);
        ProcessTree.Remove(process);
        LogRouter.Tell(exit.ExitCode < 0 ? LogRouter.Warning : LogRouter.Debug, exit.ToString());
        outcome.Fail(new AioProcessExitedException(Describe(exit, progress), exit.ProcessId, exit.ProcessName, exit.ExitCode, exit.SignalName));
        process.SetExited(exit);
    }

    private string Describe(AioExit exit, ChildProgress progress) => progress switch
    {
        ChildProgress.Launched => $"{exit} before AioProcessing had started in it. Its standard error may say why.",
        ChildProgress.StartupTimedOut =>
            $"{exit.Subject} did not start within {options.StartupTimeout} and was killed. Raise AioProcessOptions.StartupTimeout, or see what its start waits for.",
        ChildProgress.DidNotStop =>
            $"{exit.Subject} was asked to stop, did not within {options.KillGracePeriod}, and was killed. Raise AioProcessOptions.KillGracePeriod, or let its target look at its token more often.",
        _ => $"{exit} before its target returned.",
    };
}

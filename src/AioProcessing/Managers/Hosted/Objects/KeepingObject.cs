using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted object that keeps values, and in which nobody waits: each call is done as a whole, under the gate, and answered at once.</summary>
internal abstract class KeepingObject : BuiltInObject
{
    private readonly Lock _gate = new();

    public sealed override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        PayloadWriter answer = call.BeginReturn();
        lock (_gate)
        {
            try
            {
                Do(member, ref arguments, answer, call.Session);
            }
            catch
            {
                answer.Return();
                throw;
            }
        }

        call.Return(answer);
        return null;
    }

    public sealed override ValueTask GoneAsync()
    {
        lock (_gate)
            Drop();
        return default;
    }

    /// <summary>Does what is asked, and writes the answer. The gate is held; an error leaves everything as it was.</summary>
    protected abstract void Do(int member, ref PayloadReader arguments, PayloadWriter answer, Session session);

    /// <summary>Lets go of what it keeps.</summary>
    protected abstract void Drop();
}

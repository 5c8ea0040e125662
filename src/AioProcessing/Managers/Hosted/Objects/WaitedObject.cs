using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted object in which calls wait: each call, and each loss of a client, is dealt with under the gate, and whoever can go on by it is answered after it.</summary>
internal abstract class WaitedObject(Lock gate) : BuiltInObject
{
    /// <summary>Several objects may share one.</summary>
    public Lock Gate => gate;

    public sealed override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        Answers answers = default;
        lock (gate)
            Do(member, ref arguments, call, ref answers);
        answers.Send();
        return null;
    }

    public sealed override void Left(Session session) =>
        Change((self: this, session), static ((WaitedObject self, Session session) state, ref Answers answers) => state.self.Leave(state.session, ref answers));

    /// <summary>Does what is asked. The gate is held; what throws has changed nothing, and answered nobody.</summary>
    protected abstract void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers);

    /// <summary>A client has let go of the object. The gate is held.</summary>
    protected abstract void Leave(Session session, ref Answers answers);

    /// <summary>What comes from elsewhere than a call: a grant that is undone, a client that has gone.</summary>
    protected void Change<TState>(TState state, Changing<TState> change)
    {
        Answers answers = default;
        lock (gate)
            change(state, ref answers);
        answers.Send();
    }

    protected delegate void Changing<TState>(TState state, ref Answers answers);
}

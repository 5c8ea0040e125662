using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>An object that lives in a manager, seen from its clients' links.</summary>
internal abstract class HostedObject
{
    /// <summary>Its place in the manager; set before the first call.</summary>
    public HostedEntry Entry { get; set; } = null!;

    /// <summary>
    /// Does what a client asks, on the thread that receives from that client: nothing in here may wait, nor run a user's code. The call is answered once, now or later.
    /// </summary>
    /// <param name="member">Which member, by the numbering of this kind of object.</param>
    /// <param name="arguments">Valid during this call. What is to be kept is copied: see <see cref="HostedPayload"/>.</param>
    /// <param name="call">Answers it.</param>
    /// <returns>What may wait, to be run elsewhere; null = nothing.</returns>
    /// <exception cref="Exception">Is the answer, if none was given before.</exception>
    public abstract IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call);

    /// <summary>A client has given its last reference back: its waits here are over, and what it holds is returned. Runs on the thread that receives from it.</summary>
    public virtual void Left(Session session)
    {
    }

    /// <summary>Nobody can reach it any more: no client refers to it, or the manager ends. Runs on the thread pool, and may wait.</summary>
    public virtual ValueTask GoneAsync() => default;
}

/// <summary>A call that waits for something in a hosted object.</summary>
internal interface IHostedWait
{
    /// <summary>
    /// The client cancels, has gone, or the manager ends. If the wait is not over, it ends, having done nothing, and the call is answered by
    /// <see cref="HostedCall.Cancel"/>; if it is over, nothing happens.
    /// </summary>
    void Cancel();

    /// <summary>Whether the end of the manager ends it. Work that was accepted is finished.</summary>
    bool EndsWithManager => true;
}

/// <summary>What a client has for as long as it lives: a lock that it holds, a place in a barrier. Returned to everybody when the client goes.</summary>
internal interface IHolding
{
    /// <summary>The client has gone without giving it back.</summary>
    void Abandoned();
}

/// <summary>A result that its caller may never see, because it, or its caller, ends on the way: then it is undone.</summary>
internal interface IReceipt
{
    /// <summary>It did not reach the caller: an item goes back to the head of its queue.</summary>
    void Undo();

    /// <summary>It has reached its caller.</summary>
    void Arrived()
    {
    }
}

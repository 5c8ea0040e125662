using System.ComponentModel;
using AioProcessing.Managers;

namespace AioProcessing;

/// <summary>Where an event of a hosted object goes: to one client's handler. For generated code.</summary>
/// <remarks>Raising never waits for the client, and a client that has gone is left out. Arguments that cannot cross are the raiser's <see cref="AioSerializationException"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AioEventSink
{
    private readonly AioIncomingCall _call;

    internal AioEventSink(AioIncomingCall call) => _call = call;

    /// <summary>The event has no arguments that cross.</summary>
    public void Raise() => _call.SendItem(ServerFrame.Item, static _ => { });

    /// <summary>The event, with its argument.</summary>
    public void Raise<T1>(T1 argument1) => _call.SendItem(ServerFrame.Item, frame => Write(frame, argument1));

    /// <summary>The event, with its arguments.</summary>
    public void Raise<T1, T2>(T1 argument1, T2 argument2) => _call.SendItem(ServerFrame.Item, frame =>
    {
        Write(frame, argument1);
        Write(frame, argument2);
    });

    /// <inheritdoc cref="Raise{T1, T2}"/>
    public void Raise<T1, T2, T3>(T1 argument1, T2 argument2, T3 argument3) => _call.SendItem(ServerFrame.Item, frame =>
    {
        Write(frame, argument1);
        Write(frame, argument2);
        Write(frame, argument3);
    });

    private void Write<T>(Serialization.PayloadWriter frame, T argument) => AioOutgoingCall.WriteValue(frame, _call.Format, argument, "an argument of the event");
}

using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>What a child tells its parent about its job, and the exit code that goes with it.</summary>
internal sealed class ExitReport(LocalChannel channel, CancellationToken cancellation)
{
    public void Decoded()
    {
        Span<byte> message = stackalloc byte[Message.HeadSize];
        Message.WriteHead(message, MessageKind.Decoded, 0);
        _ = channel.Send(message);
    }

    /// <param name="type">The declared type, null = no value.</param>
    /// <param name="value">The value.</param>
    public int Returned(Type? type, object? value)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        Message.Begin(writer, MessageKind.Result);
        if (type is not null)
            ValueCodec.Write(writer, type, value);
        Send(writer);
        return 0;
    }

    public int Failed(Exception exception)
    {
        bool wasAsked = exception is OperationCanceledException && cancellation.IsCancellationRequested;
        PayloadWriter writer = PayloadWriter.Rent();
        Message.Begin(writer, wasAsked ? MessageKind.Canceled : MessageKind.Fault);
        if (!wasAsked)
            ExceptionCodec.Write(writer, exception);
        Send(writer);
        if (!wasAsked && ThisProcess.Profile is { } profile && (profile.Traits & ChildTraits.ReportsFaults) != 0)
            Print($"Process {profile.Name} (pid {Environment.ProcessId}) failed: {ExceptionText.Whole(exception)}");
        return 1;
    }

    private static void Print(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or UnauthorizedAccessException or NotSupportedException)
        {
            // The target closed its standard error, or put something in its place. The parent knows already.
        }
    }

    private void Send(PayloadWriter writer)
    {
        Message.Complete(writer);
        // Other threads may be sending log records.
        lock (channel)
        {
            // Once sent, the pins are the parent's to release.
            if (channel.Send(writer.Written))
                _ = writer.DetachPins();
        }
    }
}

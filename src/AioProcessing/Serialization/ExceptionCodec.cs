namespace AioProcessing.Serialization;

/// <summary>Exceptions on their way to another process: always as text, and as the exception itself where that can be rebuilt.</summary>
internal static class ExceptionCodec
{
    /// <summary>Appends an exception. Whatever it holds, this does not fail: what cannot cross is left to the text.</summary>
    /// <param name="to">The payload.</param>
    /// <param name="exception">The exception.</param>
    /// <param name="withItself">False where the reader must not make types that the payload names: then there is only the text.</param>
    public static void Write(PayloadWriter to, Exception exception, bool withItself = true)
    {
        to.WriteString(exception.GetType().FullName ?? exception.GetType().Name);
        to.WriteString(ExceptionText.Get(exception, static e => e.Message));
        to.WriteString(ExceptionText.Whole(exception));
        int start = to.WrittenCount;
        int lengthAt = to.Reserve();
        // Rebuilt, a ring of inner exceptions would end whoever asks for its text over there.
        if (!withItself || ExceptionText.IsEndless(exception))
        {
            to.Patch(lengthAt, 0);
            return;
        }
        int pins = to.PinCount;
        GraphWriter around = to.Graph;
        to.Graph = new GraphWriter(to); // Tables of its own, so that a reader can skip it and a failure leaves no trace.
        try
        {
            to.Graph.WriteRoot(ShapeCatalog.Of(typeof(Exception)), exception, root: null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            to.ReleasePins(pins);
            to.Truncate(start + sizeof(int));
        }
        finally
        {
            to.Graph = around;
        }
        to.Patch(lengthAt, to.WrittenCount - start - sizeof(int));
    }

    /// <summary>Reads what <see cref="Write"/> wrote. The rebuilt exception, if any, is the inner one.</summary>
    /// <exception cref="AioSerializationException">The text itself is damaged.</exception>
    public static AioRemoteException Read(ref PayloadReader from, bool withItself = true)
    {
        string type = from.ReadString() ?? "";
        string message = from.ReadString() ?? "";
        string trace = from.ReadString() ?? "";
        int length = from.CheckCount(from.ReadInt32(), 1);
        int end = from.Position + length;
        Exception? rebuilt = length == 0 || !withItself ? null : Rebuild(ref from);
        from.Seek(end);
        return new AioRemoteException($"Code in another process threw {type}: {message}", type, message, trace, rebuilt);
    }

    private static Exception? Rebuild(ref PayloadReader from)
    {
        GraphReader around = from.Graph;
        from.Graph = new GraphReader();
        try
        {
            return GraphReader.ReadRoot(ref from, ShapeCatalog.Of(typeof(Exception))) as Exception;
        }
        catch (AioSerializationException)
        {
            return null; // The text has it all.
        }
        finally
        {
            from.Graph = around;
        }
    }
}

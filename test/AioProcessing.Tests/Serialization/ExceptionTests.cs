using System.Collections;
using System.Runtime.CompilerServices;
using AioProcessing.Serialization;

namespace AioProcessing.Tests.Serialization;

public sealed class ExceptionTests
{
    [Fact]
    public void Read_ThrownException_HasTypeMessageAndTrace()
    {
        AioRemoteException remote = Cross(Thrown(new InvalidOperationException("went wrong")));
        Assert.Equal("System.InvalidOperationException", remote.RemoteType);
        Assert.Equal("went wrong", remote.RemoteMessage);
        Assert.Contains(nameof(Thrown), remote.RemoteTrace, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: went wrong", remote.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), remote.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RebuiltException_HasItsTraceAndCanBeThrown()
    {
        Exception rebuilt = Rebuilt(Thrown(new InvalidOperationException("went wrong") { HelpLink = "help", Source = "here" }));
        Assert.Equal(("went wrong", "help", "here"), (rebuilt.Message, rebuilt.HelpLink, rebuilt.Source));
        Assert.Contains(nameof(Thrown), rebuilt.StackTrace!, StringComparison.Ordinal);
        Exception again = Assert.Throws<InvalidOperationException>((Action)(() => throw rebuilt));
        Assert.Same(rebuilt, again);
    }

    [Fact]
    public void Read_FrameworkExceptions_KeepTheirOwnProperties()
    {
        var argument = (ArgumentOutOfRangeException)Rebuilt(new ArgumentOutOfRangeException("size", 5, "too small"));
        Assert.Equal(("size", 5), (argument.ParamName, argument.ActualValue));
        Assert.Equal(new ArgumentOutOfRangeException("size", 5, "too small").Message, argument.Message);
        Assert.Equal("/x", ((FileNotFoundException)Rebuilt(new FileNotFoundException("m", "/x"))).FileName);
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionRefused, ((System.Net.Sockets.SocketException)Rebuilt(new System.Net.Sockets.SocketException(10061))).SocketErrorCode);
        Assert.Equal(unchecked((int)0x80131623), Rebuilt(new COMLike { HResult = unchecked((int)0x80131623) }).HResult);
        Assert.IsType<TaskCanceledException>(Rebuilt(new TaskCanceledException(Task.CompletedTask)));
        Assert.IsType<OperationCanceledException>(Rebuilt(new OperationCanceledException(new CancellationToken(true))));
    }

    [Fact]
    public void Read_RingOfInnerExceptions_ComesAsText()
    {
        Exception first = new("first"), second = new("second", first);
        InnerOf(first) = second;
        AioRemoteException remote = Cross(second);
        Assert.Equal("second", remote.RemoteMessage);
        Assert.Contains("System.Exception: second", remote.RemoteTrace, StringComparison.Ordinal);
        Assert.Null(remote.InnerException);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerOf(Exception exception);

    [Fact]
    public void ToString_InnerExceptionHasNoText_TellsTheRest()
    {
        AioRemoteException remote = Cross(new Speechless());
        Assert.IsType<Speechless>(remote.InnerException);
        Assert.Contains("trace in the other process", remote.ToString(), StringComparison.Ordinal);
    }

    private sealed class Speechless : Exception
    {
        public override string ToString() => throw new NotSupportedException("no text");
    }

    [Fact]
    public void Read_DefaultMessage_IsTheSame() => Assert.Equal(new InvalidOperationException().Message, Rebuilt(new InvalidOperationException()).Message);

    [Fact]
    public void Read_InnerAndAggregateExceptions_AreRebuilt()
    {
        Exception outer = Rebuilt(Thrown(new InvalidOperationException("outer", Thrown(new FormatException("inner")))));
        Assert.Equal("inner", Assert.IsType<FormatException>(outer.InnerException).Message);
        var aggregate = (AggregateException)Rebuilt(new AggregateException("many", new FormatException("a"), new ArgumentException("b")));
        Assert.Equal(["a", "b"], aggregate.InnerExceptions.Select(e => e.Message));
        Assert.Same(aggregate.InnerExceptions[0], aggregate.InnerException);
        Assert.Equal(new AggregateException("many", new FormatException("a"), new ArgumentException("b")).Message, aggregate.Message);
    }

    [Fact]
    public void Read_UserException_KeepsItsState()
    {
        var rebuilt = (OrderException)Rebuilt(new OrderException(7, ["a", "b"]) { Note = "n" });
        Assert.Equal((7, "n", "Order 7 failed"), (rebuilt.Order, rebuilt.Note, rebuilt.Message));
        Assert.Equal(["a", "b"], rebuilt.Parts);
    }

    [Fact]
    public void Read_UserExceptionWithUnsendableField_KeepsTheRest()
    {
        var rebuilt = (WithStream)Rebuilt(new WithStream("m", new MemoryStream(), 5));
        Assert.Null(rebuilt.Stream);
        Assert.Equal((5, "m"), (rebuilt.Code, rebuilt.Message));
    }

    [Fact]
    public void Read_UnsendablePartBetweenSharedOnes_LeavesThemShared()
    {
        var shared = new List<int> { 1 };
        var other = new OrderRef("x");
        object[] bad = [new OrderRef("y"), shared, new List<int> { 2 }, Stream.Null];
        var rebuilt = (Sharing)Rebuilt(new Sharing { First = shared, Bad = bad, Last = shared, Other = other, OtherAgain = other });
        Assert.Same(rebuilt.First, rebuilt.Last);
        Assert.Null(rebuilt.Bad);
        Assert.Equal(other, rebuilt.Other);
        Assert.Same(rebuilt.Other, rebuilt.OtherAgain);
    }

    [Fact]
    public void Read_Data_KeepsTextKeysAndSendableValues()
    {
        var exception = new InvalidOperationException("m");
        exception.Data["number"] = 5;
        exception.Data["stream"] = Stream.Null;
        exception.Data[new object()] = "left out";
        IDictionary data = Rebuilt(exception).Data;
        Assert.Equal(5, data["number"]);
        Assert.Null(data["stream"]);
        Assert.Equal(2, data.Count);
    }

    [Fact]
    public void Read_ExceptionThatRefersToItself_IsRebuilt()
    {
        var exception = new SelfReferring("m");
        exception.Me = exception;
        var rebuilt = (SelfReferring)Rebuilt(exception);
        Assert.Same(rebuilt, rebuilt.Me);
    }

    [Fact]
    public void Write_ExceptionWhoseMembersThrow_DegradesToText()
    {
        AioRemoteException remote = Cross(new Hostile());
        Assert.Equal(typeof(Hostile).FullName, remote.RemoteType);
        Assert.Contains("asking for it threw", remote.RemoteMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ExceptionWithHandleAndUnsendableField_ReleasesThePin()
    {
        var pin = new CountingPin();
        PayloadWriter writer = PayloadWriter.Rent();
        ExceptionCodec.Write(writer, new Sharing { Bad = new object[] { new PinnedHandle { Pin = pin }, Stream.Null } });
        Assert.Equal(1, pin.Released);
        Assert.Empty(writer.DetachPins());
        writer.Return();
        Assert.Equal(1, pin.Released);
    }

    [Fact]
    public void Write_VeryDeepInnerExceptions_StillArrives()
    {
        Exception deep = new InvalidOperationException("0");
        for (int i = 1; i < 1000; i++)
            deep = new InvalidOperationException($"{i}", deep);
        AioRemoteException remote = Cross(deep);
        Assert.Equal("999", remote.InnerException!.Message);
        Assert.Equal("998", remote.InnerException.InnerException!.Message);
    }

    [Fact]
    public void Read_ValuesAroundAnException_AreUndisturbed()
    {
        string[] shared = ["x"];
        PayloadWriter writer = PayloadWriter.Rent();
        ValueCodec.Write(writer, shared);
        ExceptionCodec.Write(writer, new OrderException(1, shared));
        ValueCodec.Write<object>(writer, shared);
        byte[] bytes = writer.Written.ToArray();
        writer.Return();
        var reader = new PayloadReader(bytes);
        string[] first = ValueCodec.Read<string[]>(ref reader);
        Assert.IsType<OrderException>(ExceptionCodec.Read(ref reader).InnerException);
        Assert.Same(first, ValueCodec.Read<object>(ref reader));
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void Read_DamagedRebuiltPart_KeepsTheTextAndWhatFollows()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        ExceptionCodec.Write(writer, new OrderException(7, ["abc"]));
        int end = writer.WrittenCount;
        writer.WriteInt32(77);
        byte[] bytes = writer.Written.ToArray();
        writer.Return();
        int survivors = 0;
        for (int i = EndOfText(bytes) + sizeof(int); i < end; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x55;
            var reader = new PayloadReader(damaged);
            AioRemoteException remote = ExceptionCodec.Read(ref reader);
            Assert.Equal("Order 7 failed", remote.RemoteMessage);
            Assert.Equal(77, reader.ReadInt32());
            survivors += remote.InnerException is null ? 0 : 1;
        }
        Assert.InRange(survivors, 1, end - EndOfText(bytes) - 10);
    }

    private static int EndOfText(byte[] bytes)
    {
        var reader = new PayloadReader(bytes);
        for (int text = 0; text < 3; text++)
            reader.ReadString();
        return reader.Position;
    }

    [Fact]
    public void Copy_ExceptionInsideAGraph_KeepsItsTypeAndIdentity()
    {
        Exception error = Thrown(new OrderException(3, []));
        (Exception first, Exception second) = Payload.Copy((error, error));
        Assert.Equal(3, Assert.IsType<OrderException>(first).Order);
        Assert.Same(first, second);
        Assert.Contains(nameof(Thrown), first.StackTrace!, StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_RemoteExceptionItself_KeepsTheRemoteText()
    {
        AioRemoteException remote = Cross(Thrown(new FormatException("deep")));
        var copy = (AioRemoteException)Rebuilt(remote);
        Assert.Equal((remote.RemoteType, remote.RemoteMessage, remote.RemoteTrace), (copy.RemoteType, copy.RemoteMessage, copy.RemoteTrace));
        Assert.IsType<FormatException>(copy.InnerException);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static byte[] BytesOf(Exception exception)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        ExceptionCodec.Write(writer, exception);
        byte[] bytes = writer.Written.ToArray();
        writer.Return();
        return bytes;
    }

    private static AioRemoteException Cross(Exception exception)
    {
        var reader = new PayloadReader(BytesOf(exception));
        AioRemoteException remote = ExceptionCodec.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return remote;
    }

    private static Exception Rebuilt(Exception exception)
    {
        Exception? rebuilt = Cross(exception).InnerException;
        Assert.NotNull(rebuilt);
        Assert.Equal(exception.GetType(), rebuilt.GetType());
        return rebuilt;
    }

    private sealed class COMLike : Exception;

    private sealed class OrderException(int order, string[] parts) : Exception($"Order {order} failed")
    {
        public int Order { get; } = order;

        public IReadOnlyList<string> Parts { get; } = parts;

        public string? Note { get; init; }
    }

    private sealed class WithStream(string message, Stream stream, int code) : Exception(message)
    {
        public Stream? Stream { get; } = stream;

        public int Code { get; } = code;
    }

    private sealed record OrderRef(string Name);

    private sealed class Sharing : Exception
    {
        public object? First { get; init; }

        public object? Bad { get; init; }

        public object? Last { get; init; }

        public object? Other { get; init; }

        public object? OtherAgain { get; init; }
    }

    private sealed class SelfReferring(string message) : Exception(message)
    {
        public SelfReferring? Me { get; set; }

        public SelfReferring? Again => Me;
    }

    private sealed class Hostile : Exception
    {
        public override string Message => throw new InvalidOperationException();

        public override string? StackTrace => throw new InvalidOperationException();

        public override IDictionary Data => throw new InvalidOperationException();

        public override string ToString() => throw new InvalidOperationException();
    }
}

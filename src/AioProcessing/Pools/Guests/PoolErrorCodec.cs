using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>A pool's own errors on their way to a guest, where they have the type that they have at home. Those of users' functions cross as results.</summary>
internal static class PoolErrorCodec
{
    private enum Kind : byte
    {
        Other,
        WorkerLost,
        Timeout,
        Completed,
        Serialization,
        Context,
        ProcessExited,
        Remote,
    }

    public static void Write(PayloadWriter to, Exception error)
    {
        (Kind kind, string message) = error switch
        {
            AioWorkerLostException => (Kind.WorkerLost, error.Message),
            AioTimeoutException => (Kind.Timeout, error.Message),
            AioCompletedException => (Kind.Completed, error.Message),
            AioSerializationException => (Kind.Serialization, error.Message),
            AioContextException => (Kind.Context, error.Message),
            AioProcessExitedException => (Kind.ProcessExited, error.Message),
            AioRemoteException => (Kind.Remote, error.Message),
            AioException => (Kind.Other, error.Message),
            _ => (Kind.Other, $"{error.GetType().Name}: {error.Message}"),
        };
        to.WriteByte((byte)kind);
        to.WriteString(message);
        switch (error)
        {
            case AioWorkerLostException lost:
                to.WriteString(lost.Task);
                WriteExit(to, lost.ProcessId, lost.ProcessName, lost.ExitCode);
                to.WriteString(lost.SignalName);
                break;
            case AioSerializationException unsendable:
                to.WriteString(unsendable.MemberPath);
                break;
            case AioProcessExitedException exited:
                WriteExit(to, exited.ProcessId, exited.ProcessName, exited.ExitCode);
                break;
            case AioRemoteException remote:
                to.WriteString(remote.RemoteType);
                to.WriteString(remote.RemoteMessage);
                to.WriteString(remote.RemoteTrace);
                to.WriteBool(remote.InnerException is not null);
                if (remote.InnerException is { } inner)
                    ExceptionCodec.Write(to, inner);
                break;
        }
    }

    public static Exception Read(ref PayloadReader from)
    {
        var kind = (Kind)from.ReadByte();
        string message = from.ReadString() ?? "";
        switch (kind)
        {
            case Kind.WorkerLost:
                string task = from.ReadString() ?? "";
                (int pid, string name, int? code) = ReadExit(ref from);
                return new AioWorkerLostException(message, task, pid, name, code, from.ReadString());
            case Kind.ProcessExited:
                (pid, name, code) = ReadExit(ref from);
                return new AioProcessExitedException(message, pid, name, code, new AioExit(pid, name, code).SignalName);
            case Kind.Remote:
                string type = from.ReadString() ?? "";
                string text = from.ReadString() ?? "";
                string trace = from.ReadString() ?? "";
                return new AioRemoteException(message, type, text, trace, from.ReadBool() ? ExceptionCodec.Read(ref from).InnerException : null);
            case Kind.Serialization:
                return new AioSerializationException(message, from.ReadString() ?? "");
            case Kind.Timeout:
                return new AioTimeoutException(message);
            case Kind.Completed:
                return new AioCompletedException(message);
            case Kind.Context:
                return new AioContextException(message);
            default:
                return new AioException(message);
        }
    }

    private static void WriteExit(PayloadWriter to, int pid, string name, int? code)
    {
        to.WriteInt32(pid);
        to.WriteString(name);
        to.WriteBool(code is not null);
        to.WriteInt32(code ?? 0);
    }

    private static (int Pid, string Name, int? Code) ReadExit(ref PayloadReader from)
    {
        int pid = from.ReadInt32();
        string name = from.ReadString() ?? "";
        bool isKnown = from.ReadBool();
        int code = from.ReadInt32();
        return (pid, name, isKnown ? code : null);
    }
}

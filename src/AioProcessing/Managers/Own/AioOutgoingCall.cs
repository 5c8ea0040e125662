using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using AioProcessing.Connections;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A call of a member of a hosted object on its way out. For generated code: arguments in order, then one of the sending methods, once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815", Justification = "Not compared.")]
public struct AioOutgoingCall
{
    private readonly AioProxyTarget _target;
    private readonly ManagerClient _client;
    private readonly PayloadWriter _frame;
    private List<IProgressTarget>? _progress;

    internal AioOutgoingCall(AioProxyTarget target, int member)
    {
        _target = target;
        _client = target.RequireClient();
        _frame = _client.BeginCall(target.Id, member);
    }

    internal readonly PayloadWriter Frame => _frame;

    internal readonly ManagerClient Client => _client;

    /// <summary>The next argument.</summary>
    /// <exception cref="AioSerializationException">It cannot cross; the message names the member. Nothing is sent.</exception>
    public readonly void Write<T>(T value, string name)
    {
        try
        {
            WriteValue(_frame, _client.Format, value, name);
        }
        catch
        {
            _frame.Return();
            throw;
        }
    }

    /// <summary>The next argument, which hears of the call's progress: in order, on the thread pool.</summary>
    public void WriteProgress<T>(IProgress<T>? progress)
    {
        _frame.WriteBool(progress is not null);
        if (progress is null)
            return;
        _progress ??= [];
        _frame.WriteCount(_progress.Count);
        _progress.Add(new ProgressTarget<T>(progress));
    }

    /// <summary>Sends it, and awaits its value.</summary>
    public readonly ValueTask<T> SendAsync<T>(CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            return Send(static (ref PayloadReader from, ManagerClient client) => ReadValue<T>(ref from, client), cancellationToken).Task;
        _frame.Return();
        return ValueTask.FromCanceled<T>(cancellationToken);
    }

    /// <summary>Sends it, and awaits its end.</summary>
    public readonly ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested)
            return Send(static (ref PayloadReader from, ManagerClient client) => true, cancellationToken).PlainTask;
        _frame.Return();
        return ValueTask.FromCanceled(cancellationToken);
    }

    /// <summary>Sends it, and blocks this thread until its value is there.</summary>
    public readonly T Send<T>(CancellationToken cancellationToken) => Blocking.Wait(SendAsync<T>(cancellationToken));

    /// <summary>Sends it, and blocks this thread until it is done.</summary>
    public readonly void Send(CancellationToken cancellationToken)
    {
        ValueTask pending = SendAsync(cancellationToken);
        if (pending.IsCompleted)
            pending.GetAwaiter().GetResult();
        else
        {
            Blocking.GiveWay();
            pending.AsTask().GetAwaiter().GetResult();
        }
    }

    internal static void WriteValue<T>(PayloadWriter to, ValueFormat format, T value, string name)
    {
        if (ContractOf<T>.Value is not null)
            ContractValues.Write(to, value, name, format);
        else
            format.Write(to, value, name);
    }

    internal static T ReadValue<T>(ref PayloadReader from, ManagerClient client) =>
        ContractOf<T>.Value is null ? client.Format.Read<T>(ref from) : ContractValues.Read<T>(ref from, client.Format, client);

    private readonly PendingCall<T> Send<T>(ReadResult<T> read, CancellationToken cancellationToken) =>
        _client.Send(_frame, read, _target, Timeout.InfiniteTimeSpan, cancellationToken, _progress);
}

using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A built-in object of a manager, as its clients have it.</summary>
internal abstract class HostedProxy(AioProxyTarget target) : BuiltInProxy(target), IDisposable
{
    protected static readonly ReadResult<int> ReadNumber = static (ref PayloadReader from, ManagerClient client) => from.ReadInt32();

    /// <summary>Lets go of it. Waits of this process end if it has no other proxy of the object.</summary>
    public virtual void Dispose() => ReleaseTarget();

    /// <summary>A value that must be there.</summary>
    internal static T ReadOne<T>(ref PayloadReader from, ManagerClient client) =>
        TryReadPayload(ref from, client, out T value) ? value : throw from.Malformed("a value is missing");

    /// <summary>A value, or that there is none.</summary>
    protected static (bool Found, T? Value) ReadFound<T>(ref PayloadReader from, ManagerClient client) =>
        TryReadPayload(ref from, client, out T value) ? (true, value) : (false, default);

    protected static T[] ReadMany<T>(ref PayloadReader from, ManagerClient client)
    {
        var values = new T[from.CheckCount(from.ReadCount(), sizeof(int))];
        for (int i = 0; i < values.Length; i++)
            values[i] = ReadOne<T>(ref from, client);
        return values;
    }

    protected void WriteMany<T>(PayloadWriter call, IReadOnlyCollection<T> values, string name, bool isReadOnce = false)
    {
        call.WriteCount(values.Count);
        foreach (T value in values)
            WritePayload(call, value, name, isReadOnce);
    }

    protected T Send<T>(PayloadWriter call, ReadResult<T> read) => Blocking.Wait(SendAsync(call, read));

    protected void Send(PayloadWriter call) => Send(call, ReadNothing);
}

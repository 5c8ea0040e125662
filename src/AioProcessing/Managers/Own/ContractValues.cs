using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Values declared as an interface that a manager can host: they cross as references, whatever form other values have.</summary>
internal static class ContractValues
{
    private const byte Nothing = 0;
    private const byte OfManager = 1;
    private const byte Other = 2;

    /// <param name="to">A frame.</param>
    /// <param name="value">An object, or a proxy of one.</param>
    /// <param name="name">What an error calls it.</param>
    /// <param name="format">The form of other values.</param>
    public static void Write<T>(PayloadWriter to, T value, string name, ValueFormat format)
    {
        if (value is null)
        {
            to.WriteByte(Nothing);
            return;
        }
        if (to.Destination is Session session && value is not AioProxy)
        {
            WriteReference(to, session.Server.GiveOwn(value, ContractOf<T>.Value!, session).Id);
        }
        else if (to.Destination is ManagerClient client && value is AioProxy { Target.Client: { } home } proxy && home.Address.Id == client.Address.Id)
        {
            to.AddPin(new AioProxyTarget.ReferencePin(proxy.Target));
            WriteReference(to, proxy.Target.Id);
        }
        else if (format.IsNative)
        {
            to.WriteByte(Other);
            format.Write(to, value, name);
        }
        else
        {
            throw new AioSerializationException($"'{name}' cannot cross: only a proxy of the same manager can be given to it, and this is {value}.", name);
        }
    }

    /// <param name="from">A frame.</param>
    /// <param name="format">The form of other values.</param>
    /// <param name="home">The manager whose objects are meant: as its client, or itself.</param>
    public static T Read<T>(ref PayloadReader from, ValueFormat format, object? home)
    {
        byte how = from.ReadByte();
        if (how == Nothing)
            return default!;
        if (how == Other && format.IsNative)
            return format.Read<T>(ref from);
        if (how != OfManager)
            throw from.Malformed($"a reference is of kind {how}");
        long id = from.ReadInt64();
        if (home is ManagerClient client)
            return (T)ContractOf<T>.Value!.MakeProxy(new AioProxyTarget(client, id));
        object? target = (home as ManagerServer)?.Find(id)?.Target;
        return target is T own ? own : throw from.Malformed($"object {id} is not there, or is no {typeof(T)}");
    }

    private static void WriteReference(PayloadWriter to, long id)
    {
        to.WriteByte(OfManager);
        to.WriteInt64(id);
    }
}

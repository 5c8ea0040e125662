using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A dictionary in its manager, of payloads by payloads; a namespace too. Each call is done under the gate, as a whole.</summary>
internal sealed class DictionaryObject : BuiltInObject
{
    public const string Kind = "dictionary";

    private readonly Lock _gate = new();
    private readonly OrderedPayloads _entries = new();

    public enum Member
    {
        Count,
        Get,
        Set,
        Add,
        GetOrAdd,
        Update,
        Remove,
        Pop,
        PopLast,
        SetMany,
        GetMany,
        Keys,
        All,
        Clear,
        Contains,
    }

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        PayloadWriter frame = call.BeginReturn();
        lock (_gate)
        {
            try
            {
                Do((Member)member, ref arguments, frame, call.Session);
            }
            catch
            {
                frame.Return();
                throw;
            }
        }

        call.Return(frame);
        return null;
    }

    public override ValueTask GoneAsync()
    {
        lock (_gate)
            _entries.Clear();
        return default;
    }

    private void Do(Member member, ref PayloadReader arguments, PayloadWriter frame, Session session)
    {
        switch (member)
        {
            case Member.Count:
                frame.WriteInt32(_entries.Count);
                break;
            case Member.Get:
                HostedPayload.Write(frame, _entries.Find(HostedPayload.Peek(ref arguments))?.Value, session);
                break;
            case Member.Contains:
                frame.WriteBool(_entries.Find(HostedPayload.Peek(ref arguments)) is not null);
                break;
            case Member.Set:
                _entries.Set(Read(ref arguments), Read(ref arguments));
                break;
            case Member.Add:
                frame.WriteBool(Add(ref arguments, out _));
                break;
            case Member.GetOrAdd:
                Add(ref arguments, out HostedPayload found);
                HostedPayload.Write(frame, found, session);
                break;
            case Member.Update:
                frame.WriteBool(Update(ref arguments));
                break;
            case Member.Remove:
                frame.WriteBool(_entries.Remove(_entries.Find(HostedPayload.Peek(ref arguments))));
                break;
            case Member.Pop:
                Pop(_entries.Find(HostedPayload.Peek(ref arguments)), withKey: false, frame, session);
                break;
            case Member.PopLast:
                Pop(_entries.Last, withKey: true, frame, session);
                break;
            case Member.SetMany:
                for (int left = arguments.ReadCount(); left > 0; left--)
                    _entries.Set(Read(ref arguments), Read(ref arguments));
                break;
            case Member.GetMany:
                Write(frame, FindMany(ref arguments), withValues: true, session);
                break;
            case Member.Keys:
                Write(frame, [.. _entries], withValues: false, session);
                break;
            case Member.All:
                Write(frame, [.. _entries], withValues: true, session);
                break;
            case Member.Clear:
                _entries.Clear();
                break;
            default:
                throw Unknown((int)member);
        }
    }

    private HostedPayload Read(ref PayloadReader arguments) => HostedPayload.Read(ref arguments, Entry.Server);

    // False when the key was there.
    private bool Add(ref PayloadReader arguments, out HostedPayload found)
    {
        HostedPayload key = Read(ref arguments), value = Read(ref arguments);
        if (_entries.Find(key.Bytes) is { } there)
        {
            found = there.Value;
            key.Release();
            value.Release();
            return false;
        }

        _entries.Set(key, value);
        found = value;
        return true;
    }

    private bool Update(ref PayloadReader arguments)
    {
        HostedPayload key = Read(ref arguments), value = Read(ref arguments);
        ReadOnlySpan<byte> comparison = HostedPayload.Peek(ref arguments);
        if (_entries.Find(key.Bytes) is { } there && there.Value.Bytes.SequenceEqual(comparison))
        {
            _entries.Set(key, value);
            return true;
        }

        key.Release();
        value.Release();
        return false;
    }

    private void Pop(OrderedPayloads.Item? item, bool withKey, PayloadWriter frame, Session session)
    {
        if (withKey)
            HostedPayload.Write(frame, item?.Key, session);
        HostedPayload.Write(frame, item?.Value, session);
        _entries.Remove(item);
    }

    private List<OrderedPayloads.Item> FindMany(ref PayloadReader arguments)
    {
        List<OrderedPayloads.Item> found = [];
        for (int left = arguments.ReadCount(); left > 0; left--)
        {
            if (_entries.Find(HostedPayload.Peek(ref arguments)) is { } item)
                found.Add(item);
        }

        return found;
    }

    private static void Write(PayloadWriter frame, List<OrderedPayloads.Item> items, bool withValues, Session session)
    {
        frame.WriteCount(items.Count);
        foreach (OrderedPayloads.Item item in items)
        {
            HostedPayload.Write(frame, item.Key, session);
            if (withValues)
                HostedPayload.Write(frame, item.Value, session);
        }
    }
}

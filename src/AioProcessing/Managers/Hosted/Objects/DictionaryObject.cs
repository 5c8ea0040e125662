using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A dictionary in its manager, of payloads by payloads; a namespace too. Each call is done under the gate, as a whole.</summary>
internal sealed class DictionaryObject : KeepingObject
{
    public const string Kind = "dictionary";

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

    protected override void Drop() => _entries.Clear();

    protected override void Do(int member, ref PayloadReader arguments, PayloadWriter answer, Session session)
    {
        switch ((Member)member)
        {
            case Member.Count:
                answer.WriteInt32(_entries.Count);
                break;
            case Member.Get:
                HostedPayload.Write(answer, _entries.Find(HostedPayload.Peek(ref arguments))?.Value, session);
                break;
            case Member.Contains:
                answer.WriteBool(_entries.Find(HostedPayload.Peek(ref arguments)) is not null);
                break;
            case Member.Set:
                _entries.Set(Read(ref arguments), Read(ref arguments));
                break;
            case Member.Add:
                answer.WriteBool(Add(ref arguments, out _));
                break;
            case Member.GetOrAdd:
                Add(ref arguments, out HostedPayload found);
                HostedPayload.Write(answer, found, session);
                break;
            case Member.Update:
                answer.WriteBool(Update(ref arguments));
                break;
            case Member.Remove:
                answer.WriteBool(_entries.Remove(_entries.Find(HostedPayload.Peek(ref arguments))));
                break;
            case Member.Pop:
                Pop(_entries.Find(HostedPayload.Peek(ref arguments)), withKey: false, answer, session);
                break;
            case Member.PopLast:
                Pop(_entries.Last, withKey: true, answer, session);
                break;
            case Member.SetMany:
                for (int left = arguments.ReadCount(); left > 0; left--)
                    _entries.Set(Read(ref arguments), Read(ref arguments));
                break;
            case Member.GetMany:
                Write(answer, FindMany(ref arguments), withValues: true, session);
                break;
            case Member.Keys:
                Write(answer, [.. _entries], withValues: false, session);
                break;
            case Member.All:
                Write(answer, [.. _entries], withValues: true, session);
                break;
            case Member.Clear:
                _entries.Clear();
                break;
            default:
                throw Unknown(member);
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

    private void Pop(OrderedPayloads.Item? item, bool withKey, PayloadWriter answer, Session session)
    {
        if (withKey)
            HostedPayload.Write(answer, item?.Key, session);
        HostedPayload.Write(answer, item?.Value, session);
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

    private static void Write(PayloadWriter answer, List<OrderedPayloads.Item> items, bool withValues, Session session)
    {
        answer.WriteCount(items.Count);
        foreach (OrderedPayloads.Item item in items)
        {
            HostedPayload.Write(answer, item.Key, session);
            if (withValues)
                HostedPayload.Write(answer, item.Value, session);
        }
    }
}

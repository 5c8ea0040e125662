using System.Runtime.InteropServices;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A list in its manager, of payloads.</summary>
internal sealed class ListObject : KeepingObject
{
    public const string Kind = "list";

    private readonly List<HostedPayload> _items = [];
    private long _version;

    public enum Member
    {
        Count,
        Get,
        Set,
        Add,
        Insert,
        Exchange,
        Update,
        Pop,
        Remove,
        IndexOf,
        GetRange,
        SetRange,
        All,
        Replace,
    }

    protected override void Drop() => Replace(0, _items.Count, []);

    protected override void Do(int member, ref PayloadReader arguments, PayloadWriter answer, Session session)
    {
        switch ((Member)member)
        {
            case Member.Count:
                answer.WriteInt32(_items.Count);
                break;
            case Member.Get:
                HostedPayload.Write(answer, _items[At(ref arguments)], session);
                break;
            case Member.Set:
            case Member.Exchange:
                int at = At(ref arguments);
                if ((Member)member is Member.Exchange)
                    HostedPayload.Write(answer, _items[at], session);
                Replace(at, 1, ReadMany(ref arguments));
                break;
            case Member.Add:
                Replace(_items.Count, 0, ReadMany(ref arguments));
                break;
            case Member.Insert:
                Replace(At(ref arguments, last: 0), 0, ReadMany(ref arguments));
                break;
            case Member.Update:
                answer.WriteBool(Update(ref arguments));
                break;
            case Member.Pop:
                Pop(arguments.ReadInt32(), answer, session);
                break;
            case Member.Remove:
                int found = Find(HostedPayload.Peek(ref arguments));
                if (found >= 0)
                    Replace(found, 1, []);
                answer.WriteBool(found >= 0);
                break;
            case Member.IndexOf:
                answer.WriteInt32(Find(HostedPayload.Peek(ref arguments)));
                break;
            case Member.GetRange:
                (int start, int length) = RangeOf(ref arguments);
                Write(answer, CollectionsMarshal.AsSpan(_items).Slice(start, length), session);
                break;
            case Member.SetRange:
                (int from, int count) = RangeOf(ref arguments);
                Replace(from, count, ReadMany(ref arguments));
                break;
            case Member.All:
                answer.WriteInt64(_version);
                Write(answer, CollectionsMarshal.AsSpan(_items), session);
                break;
            case Member.Replace:
                answer.WriteBool(TryReplace(ref arguments));
                break;
            default:
                throw Unknown(member);
        }
    }

    private int At(ref PayloadReader arguments, int last = 1)
    {
        int index = arguments.ReadInt32();
        return Resolve(index) is >= 0 and var at && at <= _items.Count - last
            ? at
            : throw new ArgumentOutOfRangeException(null, $"The list has {_items.Count:N0} items: there is no number {(index < 0 ? $"^{~index}" : index)}.");
    }

    // Counted from the end, an index comes as its complement.
    private int Resolve(int index) => index >= 0 ? index : _items.Count - ~index;

    private (int Start, int Length) RangeOf(ref PayloadReader arguments)
    {
        int start = Resolve(arguments.ReadInt32()), end = Resolve(arguments.ReadInt32());
        return start >= 0 && start <= end && end <= _items.Count
            ? (start, end - start)
            : throw new ArgumentOutOfRangeException(null, $"The list has {_items.Count:N0} items: there is no range from {start:N0} to {end:N0}.");
    }

    private List<HostedPayload> ReadMany(ref PayloadReader arguments)
    {
        List<HostedPayload> items = [];
        for (int left = arguments.ReadCount(); left > 0; left--)
            items.Add(HostedPayload.Read(ref arguments, Entry.Server));
        return items;
    }

    private void Replace(int at, int count, List<HostedPayload> by)
    {
        foreach (HostedPayload old in CollectionsMarshal.AsSpan(_items).Slice(at, count))
            old.Release();
        if (count == 1 && by.Count == 1)
            _items[at] = by[0];
        else
        {
            _items.RemoveRange(at, count);
            _items.InsertRange(at, by);
        }

        _version++;
    }

    private bool Update(ref PayloadReader arguments)
    {
        int at = Resolve(arguments.ReadInt32());
        ReadOnlySpan<byte> comparison = HostedPayload.Peek(ref arguments);
        if (at < 0 || at >= _items.Count || !_items[at].Bytes.SequenceEqual(comparison))
            return false;
        Replace(at, 1, ReadMany(ref arguments));
        return true;
    }

    private void Pop(int index, PayloadWriter answer, Session session)
    {
        int at = Resolve(index);
        bool isThere = at >= 0 && at < _items.Count;
        HostedPayload.Write(answer, isThere ? _items[at] : null, session);
        if (isThere)
            Replace(at, 1, []);
    }

    private int Find(ReadOnlySpan<byte> item)
    {
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].Bytes.SequenceEqual(item))
                return i;
        }

        return -1;
    }

    // All of it, unless somebody has changed it since that version.
    private bool TryReplace(ref PayloadReader arguments)
    {
        if (arguments.ReadInt64() != _version)
            return false;
        Replace(0, _items.Count, ReadMany(ref arguments));
        return true;
    }

    private static void Write(PayloadWriter answer, ReadOnlySpan<HostedPayload> items, Session session)
    {
        answer.WriteCount(items.Length);
        foreach (HostedPayload item in items)
            HostedPayload.Write(answer, item, session);
    }
}

using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A set in its manager, of payloads.</summary>
internal sealed class SetObject : KeepingObject
{
    public const string Kind = "set";

    private readonly OrderedPayloads _items = new();

    public enum Member
    {
        Count,
        Add,
        Remove,
        Contains,
        PopLast,
        UnionWith,
        ExceptWith,
        IntersectWith,
        SymmetricExceptWith,
        IsSupersetOf,
        Overlaps,
        All,
        Clear,
    }

    protected override void Drop() => _items.Clear();

    protected override void Do(int member, ref PayloadReader arguments, PayloadWriter answer, Session session)
    {
        switch ((Member)member)
        {
            case Member.Count:
                answer.WriteInt32(_items.Count);
                break;
            case Member.Add:
                answer.WriteBool(Add(Read(ref arguments)));
                break;
            case Member.Remove:
                answer.WriteBool(_items.Remove(_items.Find(HostedPayload.Peek(ref arguments))));
                break;
            case Member.Contains:
                answer.WriteBool(_items.Find(HostedPayload.Peek(ref arguments)) is not null);
                break;
            case Member.PopLast:
                OrderedPayloads.Item? last = _items.Last;
                HostedPayload.Write(answer, last?.Key, session);
                _items.Remove(last);
                break;
            case Member.All:
                answer.WriteCount(_items.Count);
                foreach (OrderedPayloads.Item item in _items)
                    HostedPayload.Write(answer, item.Key, session);
                break;
            case Member.Clear:
                _items.Clear();
                break;
            default:
                DoWithMany((Member)member, ref arguments, answer);
                break;
        }
    }

    private void DoWithMany(Member member, ref PayloadReader arguments, PayloadWriter answer)
    {
        if (member is < Member.UnionWith or > Member.Overlaps)
            throw Unknown((int)member);

        // Some of them may be the same.
        var others = new HashSet<HostedPayload>(OrderedPayloads.Comparer.Instance);
        for (int left = arguments.ReadCount(); left > 0; left--)
        {
            HostedPayload other = Read(ref arguments);
            if (!others.Add(other))
                other.Release();
        }

        bool isSo = member is Member.IsSupersetOf ? others.All(Has) : member is Member.Overlaps && others.Any(Has);
        if (member is Member.IntersectWith)
        {
            foreach (OrderedPayloads.Item item in _items.Where(item => !others.Contains(item.Key)).ToArray())
                _items.Remove(item);
        }

        foreach (HostedPayload other in others)
        {
            if (member is Member.UnionWith || (member is Member.SymmetricExceptWith && !Has(other)))
            {
                Add(other);
                continue;
            }

            if (member is Member.ExceptWith or Member.SymmetricExceptWith)
                _items.Remove(_items.Find(other.Bytes));
            other.Release();
        }

        answer.WriteBool(isSo);
    }

    private HostedPayload Read(ref PayloadReader arguments) => HostedPayload.Read(ref arguments, Entry.Server);

    private bool Has(HostedPayload item) => _items.Find(item.Bytes) is not null;

    private bool Add(HostedPayload item)
    {
        if (Has(item))
        {
            item.Release();
            return false;
        }

        _items.Set(item, HostedPayload.Empty);
        return true;
    }
}

using System.Collections.Immutable;
using AioProcessing.Serialization;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class GraphTests
{
    [Fact]
    public void Copy_SharedReferences_StayShared()
    {
        var shared = new Node("shared");
        Node[] copy = Copy<Node[]>([shared, new Node("other") { Next = shared }, shared]);
        Assert.Same(copy[0], copy[2]);
        Assert.Same(copy[0], copy[1].Next);
    }

    [Fact]
    public void Copy_Cycle_StaysACycle()
    {
        var first = new Node("first") { Next = new Node("second") };
        first.Next.Next = first;
        Node copy = Copy(first);
        Assert.Same(copy, copy.Next!.Next);
    }

    [Fact]
    public void Copy_ParentAndChildrenInList_ReferToEachOther()
    {
        var parent = new Tree("root");
        parent.Children.Add(new Tree("leaf") { Parent = parent });
        Tree copy = Copy(parent);
        Assert.Same(copy, copy.Children[0].Parent);
    }

    [Fact]
    public void Copy_ListThatContainsItself_StaysACycle()
    {
        var list = new List<object>();
        list.Add(list);
        List<object> copy = Copy(list);
        Assert.Same(copy, Assert.Single(copy));
    }

    [Fact]
    public void Copy_SetOfRecordsThatReferToTheSet_FindsThemAgain()
    {
        var set = new HashSet<Member>();
        var member = new Member("a", set);
        set.Add(member);
        HashSet<Member> copy = Copy(set);
        Member only = Assert.Single(copy);
        Assert.Same(copy, only.Set);
        Assert.Contains(only, copy);
    }

    [Fact]
    public void Copy_DictionaryKeyedByRecordBeingRead_FindsItAgain()
    {
        var owner = new Owner("o");
        owner.Ranks[owner.Key] = 1;
        owner.ByItself[owner] = 2;
        Owner copy = Copy(owner);
        Assert.Equal(1, copy.Ranks[copy.Key]);
        Assert.Equal(2, copy.ByItself[copy]);
    }

    [Fact]
    public void Copy_SetOfSetsByContent_IsFilledFromTheInside()
    {
        IEqualityComparer<HashSet<Key>> byContent = new SetContent();
        var outer = new HashSet<HashSet<Key>>(byContent) { new() { new Key("a"), new Key("b") }, new() { new Key("c") } };
        HashSet<HashSet<Key>> copy = Copy(outer);
        Assert.Contains([new Key("b"), new Key("a")], copy);
        Assert.DoesNotContain([new Key("b")], copy);
    }

    [Fact]
    public void Copy_KeysDeepBelowADictionary_AreWholeBeforeTheyAreHashed()
    {
        // The keys are records of records, deeper than the depth from which content is put off.
        Link link = new("end", null);
        for (int i = 0; i < 200; i++)
            link = new Link($"{i}", link);
        Dictionary<Link, int> copy = Copy(new Dictionary<Link, int> { [link] = 5 });
        Assert.Equal(5, copy[link]);
        Assert.Contains(link, (ISet<Link>)Copy(new HashSet<Link> { link }));
        Assert.Contains(link, (ISet<Link>)Copy(ImmutableHashSet.Create(link)));
    }

    [Fact]
    public void Copy_SetsDeepInsideTheKeysOfASet_AreFilledBeforeIt()
    {
        var end = new Chain { Content = [new Key("a"), new Key("b")] };
        Chain first = end;
        for (int i = 0; i < 200; i++)
            first = new Chain { Next = first };
        HashSet<Chain> copy = Copy(new HashSet<Chain>(new ChainEnd()) { first });
        Assert.Contains(end, copy);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void Copy_LongChain_DoesNotNestTheStack(int length)
    {
        var first = new Node("0");
        Node last = first;
        for (int i = 1; i < length; i++)
            last = last.Next = new Node($"{i}");
        last.Next = first;
        Node copy = RunOnSmallStack(() => Copy(first));
        Node at = copy;
        for (int i = 0; i < length; i++, at = at.Next!)
            Assert.Equal($"{i}", at.Name);
        Assert.Same(copy, at);
    }

    [Fact]
    public void Copy_DeepTree_DoesNotNestTheStack()
    {
        var root = new Tree("0");
        Tree at = root;
        for (int i = 1; i < 20_000; i++)
        {
            var child = new Tree($"{i}") { Parent = at };
            at.Children.Add(child);
            at = child;
        }
        Tree copy = RunOnSmallStack(() => Copy(root));
        int depth = 0;
        for (Tree? step = copy; step is not null; step = step.Children.FirstOrDefault())
            Assert.Equal($"{depth++}", step.Name);
        Assert.Equal(20_000, depth);
    }

    [Fact]
    public void Write_CollectionsNestedWithoutEnd_IsRefusedBeforeTheStackEnds()
    {
        object nested = "core";
        for (int i = 0; i < 100_000; i++)
            nested = new List<object> { nested };
        var error = Assert.Throws<AioSerializationException>(() => RunOnSmallStack(() => BytesOf(nested)));
        Assert.Contains("levels deep, more than there is room for", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.MemberPath.Length, 10, 200);
    }

    [Fact]
    public void Copy_CollectionsNestedToTheLimit_FitsASmallStack()
    {
        object nested = "core";
        for (int i = 0; i < 390; i++)
            nested = new Dictionary<string, object> { ["x"] = new[] { nested } }["x"];
        object copy = RunOnSmallStack(() => Copy(nested));
        Assert.IsType<object[]>(copy);
    }

    [Fact]
    public void Write_CycleThroughImmutableCollection_IsRefused()
    {
        var node = new Tree("a");
        node.Frozen = [node];
        Assert.NotNull(Copy(node).Frozen![0]); // The cycle passes the list but starts outside.
        Assert.Contains("contains itself", Assert.Throws<AioSerializationException>(() => BytesOf(node.Frozen)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralValuesOfOnePayload_ShareTheirReferences()
    {
        var node = new Node("n");
        PayloadWriter writer = PayloadWriter.Rent();
        ValueCodec.Write(writer, node);
        ValueCodec.Write(writer, 5);
        ValueCodec.Write<object>(writer, node);
        DelegateCodec.Write(writer, () => node.Name);
        var reader = new PayloadReader(writer.Written);
        Node first = ValueCodec.Read<Node>(ref reader);
        Assert.Equal(5, ValueCodec.Read<int>(ref reader));
        Assert.Same(first, ValueCodec.Read<object>(ref reader));
        var name = (Func<string>)DelegateCodec.Read(ref reader);
        first.Name = "changed";
        Assert.Equal("changed", name());
        Assert.Equal(0, reader.Remaining);
        writer.Return();
    }

    [Fact]
    public void Copy_ManyObjects_KeepTheirIdentities()
    {
        Node[] nodes = Enumerable.Range(0, 5000).Select(i => new Node($"{i}")).ToArray();
        Node[] copy = Copy<Node[]>([.. nodes, .. nodes]);
        for (int i = 0; i < nodes.Length; i++)
            Assert.Same(copy[i], copy[i + nodes.Length]);
        Assert.Equal(nodes.Length, copy.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    private static T RunOnSmallStack<T>(Func<T> run)
    {
        T? result = default;
        Exception? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = run();
                }
                catch (Exception e)
                {
                    error = e;
                }
            }, maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        return result!;
    }

    private sealed class Node(string name)
    {
        public Node? Next { get; set; }

        public string Name { get; set; } = name;
    }

    private sealed class Tree(string name)
    {
        public string Name { get; } = name;

        public Tree? Parent { get; init; }

        public List<Tree> Children { get; } = [];

        public ImmutableList<Tree>? Frozen { get; set; }
    }

    private sealed class Member(string name, HashSet<Member> set) : IEquatable<Member>
    {
        private readonly string _name = name;

        public HashSet<Member> Set { get; } = set;

        public bool Equals(Member? other) => other?._name == _name;

        public override bool Equals(object? other) => Equals(other as Member);

        public override int GetHashCode() => _name.GetHashCode(StringComparison.Ordinal);
    }

    private sealed record Key(string Name);

    private sealed record Link(string Name, Link? Next);

    private sealed class Owner(string name)
    {
        public Dictionary<Key, int> Ranks { get; } = [];

        public Dictionary<Owner, int> ByItself { get; } = [];

        public Key Key { get; } = new(name);

        public override bool Equals(object? other) => other is Owner owner && owner.Key == Key;

        public override int GetHashCode() => Key.GetHashCode();
    }

    private sealed class Chain
    {
        public Chain? Next { get; init; }

        public HashSet<Key>? Content { get; init; }
    }

    /// <summary>Two chains are equal when the sets at their ends have the same content.</summary>
    private sealed class ChainEnd : IEqualityComparer<Chain>
    {
        private readonly SetContent _content = new();

        public bool Equals(Chain? x, Chain? y) => _content.Equals(End(x!), End(y!));

        public int GetHashCode(Chain chain) => _content.GetHashCode(End(chain));

        private static HashSet<Key> End(Chain chain)
        {
            while (chain.Next is { } next)
                chain = next;
            return chain.Content!;
        }
    }

    private sealed class SetContent : IEqualityComparer<HashSet<Key>>
    {
        public bool Equals(HashSet<Key>? x, HashSet<Key>? y) => x!.SetEquals(y!);

        public int GetHashCode(HashSet<Key> set)
        {
            int hash = 0;
            foreach (Key key in set)
                hash ^= key.GetHashCode();
            return hash;
        }
    }
}

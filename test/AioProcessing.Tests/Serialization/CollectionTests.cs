using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class CollectionTests
{
    private static readonly string[] s_words = ["pear", "apple", "fig", "apple2"];

    public static TheoryData<IEnumerable> Sequences() =>
    [
        new List<int> { 3, 1, 2 }, new List<string?> { "a", null }, new List<(int, string)> { (1, "a") }, new List<object> { 1, "x", 2.5 }, new List<int>(),
        new Queue<int>([1, 2, 3]), new Queue<string>(s_words), new Stack<int>([1, 2, 3]), new Stack<string>(s_words), new LinkedList<string>(s_words),
        new HashSet<int> { 5, 1 }, new HashSet<string>(s_words), new SortedSet<string>(s_words), new SortedSet<int> { 3, 1 },
        new ConcurrentQueue<string>(s_words), new ConcurrentStack<string>(s_words), new ConcurrentBag<string>(s_words),
        new Collection<string> { "a", "b" }, new ObservableCollection<string>(s_words), new ReadOnlyCollection<string>(s_words),
        new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }, new SortedDictionary<int, string> { [2] = "b", [1] = "a" },
        new SortedList<string, int> { ["b"] = 2, ["a"] = 1 }, new OrderedDictionary<string, int> { ["z"] = 1, ["a"] = 2 },
        new ConcurrentDictionary<string, int> { ["a"] = 1 }, new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }),
        new ReadOnlySet<int>(new HashSet<int> { 1 }),
        ImmutableArray.Create(1, 2), ImmutableArray.Create("a", "b"), ImmutableList.Create(1, 2), ImmutableQueue.Create("a", "b"), ImmutableStack.Create("a", "b"),
        ImmutableHashSet.Create("a", "b"), ImmutableSortedSet.Create(2, 1), ImmutableDictionary.CreateRange([KeyValuePair.Create("a", 1)]),
        ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("b", 1), KeyValuePair.Create("a", 2)]),
        s_words.ToFrozenSet(), new[] { 1, 2, 3 }.ToFrozenSet(), s_words.ToFrozenDictionary(w => w, w => w.Length),
        new Dictionary<(int, string), List<double>> { [(1, "a")] = [1.5] },
    ];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Copy_ByObjectSlot_HasTheSameItemsInTheSameOrder(IEnumerable value)
    {
        var copy = (IEnumerable)Copy<object>(value);
        Assert.Equal(value.GetType(), copy.GetType());
        Assert.Equal(value.Cast<object?>(), copy.Cast<object?>());
    }

    [Fact]
    public void Copy_Stack_PopsInTheSameOrder()
    {
        Stack<int> copy = Copy(new Stack<int>([1, 2, 3]));
        Assert.Equal([3, 2, 1], [copy.Pop(), copy.Pop(), copy.Pop()]);
    }

    [Fact]
    public void Copy_List_CanBeAddedTo()
    {
        List<int> copy = Copy(new List<int> { 1, 2 });
        copy.Add(3);
        Assert.Equal([1, 2, 3], copy);
    }

    [Fact]
    public void Copy_Comparers_StillDecide()
    {
        Assert.Equal(1, Copy(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 })["KEY"]);
        Assert.Contains("KEY", (ISet<string>)Copy(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "key" }));
        Assert.Equal(["c", "b", "a"], Copy(new SortedSet<string>(new Backwards()) { "a", "b", "c" }));
        Assert.Equal(["c", "b", "a"], Copy(new SortedDictionary<string, int>(new Backwards()) { ["a"] = 1, ["b"] = 2, ["c"] = 3 }).Keys);
        Assert.Contains("xyz", (ISet<string>)Copy(new HashSet<string>(new ByLength(3)) { "abc" }));
        Assert.True(Copy(ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("Key", 1)).ContainsKey("KEY"));
        Assert.Contains("KEY", (ISet<string>)Copy(ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "key")));
        Assert.True(Copy(new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 }).ContainsKey("KEY"));
        Assert.Contains("KEY", (ISet<string>)Copy(new[] { "key" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase)));
        Assert.Contains("STRASSE", (ISet<string>)Copy(new HashSet<string>(StringComparer.Create(CultureInfo.GetCultureInfo("en-US"), true)) { "strasse" }));
    }

    [Fact]
    public void Copy_ComparersMadeOfLambdas_StillDecide()
    {
        int sign = -1;
        Assert.Equal([3, 2, 1], Copy(new SortedSet<int>(Comparer<int>.Create((a, b) => sign * a.CompareTo(b))) { 1, 2, 3 }));
        Assert.Contains(14, (ISet<int>)Copy(new HashSet<int>(EqualityComparer<int>.Create((a, b) => a % 10 == b % 10, a => a % 10)) { 4 }));
    }

    [Fact]
    public void Copy_ComparersAsValues_AreTheSame()
    {
        Assert.Same(StringComparer.Ordinal, Copy<IEqualityComparer<string>>(StringComparer.Ordinal));
        Assert.Same(EqualityComparer<int>.Default, Copy(EqualityComparer<int>.Default));
        Assert.Same(Comparer<string>.Default, Copy<IComparer<string>>(Comparer<string>.Default));
    }

    [Fact]
    public void Copy_PriorityQueue_DequeuesByPriority()
    {
        var queue = new PriorityQueue<string, int>([("low", 9), ("high", 1), ("middle", 5)]);
        PriorityQueue<string, int> copy = Copy(queue);
        Assert.Equal(["high", "middle", "low"], [copy.Dequeue(), copy.Dequeue(), copy.Dequeue()]);
    }

    [Fact]
    public void Copy_BitArray_KeepsItsBits() => Assert.Equal([true, false, true], Copy(new BitArray([true, false, true])).Cast<bool>());

    [Fact]
    public void Copy_DefaultImmutableArray_IsDefault() => Assert.True(Copy(default(ImmutableArray<string>)).IsDefault);

    [Fact]
    public void Copy_KeyedCollection_FindsByKey()
    {
        Catalog copy = Copy(new Catalog { "apple", "pear" });
        Assert.Equal("pear", copy['p']);
        copy.Add("zucchini");
        Assert.Equal("zucchini", copy['z']);
    }

    [Fact]
    public void Copy_ObservableCollection_LeavesSubscribersBehind()
    {
        var collection = new ObservableCollection<int> { 1 };
        int calls = 0;
        collection.CollectionChanged += (_, _) => calls++;
        Copy(collection).Add(2);
        Assert.Equal(0, calls);
    }

    [Fact]
    public void Copy_DerivedFromList_KeepsItemsAndFields()
    {
        NamedList copy = Copy(new NamedList("n") { 1, 2 });
        Assert.Equal([1, 2], copy);
        Assert.Equal("n", copy.Name);
    }

    [Fact]
    public void Copy_DerivedFromDictionary_KeepsEntriesComparerAndFields()
    {
        Settings copy = Copy(new Settings { ["Path"] = "/a", Version = 3 });
        Assert.Equal("/a", copy["PATH"]);
        Assert.Equal(3, copy.Version);
    }

    [Fact]
    public void Copy_DerivedFromHashSet_KeepsItemsAndFields()
    {
        Tags copy = Copy(new Tags("owner") { "a" });
        Assert.Equal(["a"], copy);
        Assert.Equal("owner", copy.Owner);
    }

    [Fact]
    public void Copy_CollectionOfOwnMaking_GoesByItsFields() => Assert.Equal([1, 2, 3], Copy(new Ring([1, 2, 3])));

    [Fact]
    public void Copy_Iterator_RunsOverThere() => Assert.Equal([2, 4, 6], Copy(Doubled([1, 2, 3])));

    private static IEnumerable<int> Doubled(int[] items)
    {
        foreach (int item in items)
            yield return 2 * item;
    }

    private sealed class Backwards : IComparer<string>
    {
        public int Compare(string? x, string? y) => string.CompareOrdinal(y, x);
    }

    private sealed class ByLength(int modulus) : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x!.Length % modulus == y!.Length % modulus;

        public int GetHashCode(string text) => text.Length % modulus;
    }

    private sealed class Catalog : KeyedCollection<char, string>
    {
        protected override char GetKeyForItem(string item) => item[0];
    }

    private sealed class NamedList(string name) : List<int>
    {
        public string Name { get; } = name;
    }

    private sealed class Settings() : Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        public int Version { get; set; }
    }

    private sealed class Tags(string owner) : HashSet<string>
    {
        public string Owner { get; } = owner;
    }

    private sealed class Ring(int[] items) : IReadOnlyCollection<int>
    {
        public int Count => items.Length;

        public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)items).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

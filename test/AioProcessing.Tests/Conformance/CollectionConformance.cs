namespace AioProcessing.Tests.Conformance;

/// <summary>The collections, which only managers host.</summary>
public abstract class DictionaryConformance(HostedHome home) : Conformance(home)
{
    private readonly AioManager _manager = home.Manager;

    [Fact]
    public void Entries_InEveryWay_AreReadAndChanged()
    {
        using IAioDictionary<string, int> dictionary = _manager.Dictionary<string, int>();
        dictionary["a"] = 1;
        Assert.Equal(1, dictionary["a"]);
        dictionary["a"] = 2;
        Assert.False(dictionary.TryAdd("a", 3));
        Assert.True(dictionary.TryAdd("b", 3));
        Assert.Equal(2, dictionary.Count);
        Assert.True(dictionary.TryGetValue("b", out int value));
        Assert.Equal(3, value);
        Assert.False(dictionary.TryGetValue("c", out _));
        Assert.Throws<KeyNotFoundException>(() => dictionary["c"]);
        Assert.Equal(3, dictionary.GetOrAdd("b", 7));
        Assert.Equal(7, dictionary.GetOrAdd("c", 7));
        Assert.False(dictionary.TryUpdate("c", 8, comparison: 6));
        Assert.True(dictionary.TryUpdate("c", 8, comparison: 7));
        Assert.False(dictionary.TryUpdate("d", 8, comparison: 7));
        Assert.Equal(8, dictionary.Pop("c"));
        Assert.Throws<KeyNotFoundException>(() => dictionary.Pop("c"));
        Assert.False(dictionary.TryPop("c", out _));
        Assert.True(dictionary.ContainsKey("b"));
        Assert.True(dictionary.Remove("b"));
        Assert.False(dictionary.Remove("b"));
        Assert.False(dictionary.ContainsKey("b"));
        Assert.Equal([new("a", 2)], dictionary);
    }

    [Fact]
    public async Task ManyEntries_AsASnapshotInPagesAndByKeys_AreAllThereInTheirOrder()
    {
        using IAioDictionary<int, string> dictionary = _manager.Dictionary<int, string>();
        KeyValuePair<int, string>[] entries = [.. Enumerable.Range(0, 600).Select(i => KeyValuePair.Create(i, $"value {i}"))];
        await dictionary.UpdateAsync(entries, Token);
        Assert.Equal(600, await dictionary.CountAsync(Token));
        Assert.Equal(entries, await dictionary.ToArrayAsync(Token));
        Assert.Equal(entries, await dictionary.ReadAllAsync(Token).ToArrayAsync(Token));
        Assert.Equal(Enumerable.Range(0, 600), await dictionary.GetKeysAsync(Token));
        Assert.Equal([entries[5], entries[7]], await dictionary.GetManyAsync([5, 1000, 7], Token));
        Assert.Equal((true, entries[599]), await dictionary.TryPopItemAsync(Token));
        await dictionary.ClearAsync(Token);
        Assert.Empty(dictionary);
        Assert.False(dictionary.TryPopItem(out _));
    }

    [Fact]
    public async Task AddOrUpdate_ManyAtOnceFromTwoProcesses_LosesNothing()
    {
        using IAioDictionary<string, int> dictionary = _manager.Dictionary<string, int>();
        await using AioProcess peer = AioProcess.Start(CountTo, dictionary, 100);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CountTo(dictionary, 50), Token))).InTime();
        Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(300, dictionary["count"]);
        Assert.Equal(301, await dictionary.AddOrUpdateAsync("count", 1, static (_, value) => value + 1, Token));
    }

    [Fact]
    public void KeysAndValues_OfTypesThatTheManagerNeverSees_AreKept()
    {
        using IAioDictionary<Place, Visit> dictionary = _manager.Dictionary<Place, Visit>();
        dictionary[new Place(1, "x")] = new Visit { Who = "me", When = [1, 2] };
        Assert.Equal("me", dictionary[new Place(1, "x")].Who);
        Assert.False(dictionary.ContainsKey(new Place(1, "y")));
        Visit copy = dictionary[new Place(1, "x")];
        copy.When = [];
        Assert.Equal([1, 2], dictionary[new Place(1, "x")].When);
    }

    [Fact]
    public async Task Dispose_ThenUse_Throws()
    {
        IAioDictionary<string, int> dictionary = _manager.Dictionary<string, int>();
        dictionary.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dictionary.Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await dictionary.SetAsync("a", 1, Token));
    }

    private static void CountTo(IAioDictionary<string, int> dictionary, int count)
    {
        for (int i = 0; i < count; i++)
            dictionary.AddOrUpdate("count", 1, static (_, value) => value + 1);
    }

    public sealed record Place(int Row, string Name);

    public sealed class Visit
    {
        public string Who { get; set; } = "";

        public int[] When { get; set; } = [];
    }
}

public abstract class ListConformance(HostedHome home) : Conformance(home)
{
    private readonly AioManager _manager = home.Manager;

    [Fact]
    public async Task Items_InEveryWay_AreReadAndChanged()
    {
        using IAioList<string> list = _manager.List<string>();
        list.Add("b");
        list.AddRange(["c", "d"]);
        list.Insert(0, "a");
        list.Insert(^0, "e");
        Assert.Equal(["a", "b", "c", "d", "e"], list);
        Assert.Equal(("a", "e"), (list[0], list[^1]));
        list[^1] = "E";
        Assert.Equal("E", await list.ExchangeAsync(4, "e", Token));
        Assert.False(list.TryUpdate(0, "x", comparison: "b"));
        Assert.True(list.TryUpdate(0, "A", comparison: "a"));
        Assert.False(list.TryUpdate(9, "x", comparison: "b"));
        Assert.Equal(2, list.IndexOf("c"));
        Assert.True(list.Contains("c"));
        Assert.False(list.Contains("z"));
        Assert.Equal(["b", "c"], list.GetRange(1..3));
        list.SetRange(1..3, ["1", "2", "3"]);
        Assert.Equal(["A", "1", "2", "3", "d", "e"], list);
        Assert.True(list.Remove("d"));
        Assert.False(list.Remove("d"));
        Assert.Equal("e", list.Pop());
        Assert.True(list.TryPop(0, out string? first));
        Assert.Equal("A", first);
        Assert.Equal((true, "3"), await list.TryPopAsync(Token));
        Assert.Equal(2, list.Count);
        list.Clear();
        Assert.False(list.TryPop(out _));
        Assert.Throws<InvalidOperationException>(() => list.Pop());
    }

    [Fact]
    public void Items_Outside_AreRefusedAndNothingChanges()
    {
        using IAioList<int> list = _manager.List<int>();
        list.AddRange([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[^3] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Insert(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.GetRange(1..4));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.SetRange(2..1, []));
        Assert.Equal([1, 2], list);
    }

    [Fact]
    public async Task Sort_WhileOthersAdd_LosesNothing()
    {
        using IAioList<int> list = _manager.List<int>();
        list.AddRange(Enumerable.Range(0, 20).Reverse());
        Task adding = Task.Run(async () =>
        {
            for (int i = 20; i < 60; i++)
                await list.AddAsync(i, Token);
        }, Token);
        for (int i = 0; i < 5; i++)
            await list.SortAsync(cancellationToken: Token);
        await adding.InTime();
        list.Sort(Comparer<int>.Create(static (left, right) => right - left));
        Assert.Equal(Enumerable.Range(0, 60).Reverse(), list.ToArray());
    }
}

public abstract class SetConformance(HostedHome home) : Conformance(home)
{
    private readonly AioManager _manager = home.Manager;

    [Fact]
    public void Items_InEveryWay_AreReadAndChanged()
    {
        using IAioSet<int> set = _manager.Set<int>();
        Assert.True(set.Add(1));
        Assert.False(set.Add(1));
        set.UnionWith([2, 3, 3, 4]);
        Assert.Equal(4, set.Count);
        Assert.True(set.IsSupersetOf([1, 4]));
        Assert.False(set.IsSupersetOf([1, 5]));
        Assert.True(set.Overlaps([5, 4]));
        Assert.False(set.Overlaps([5]));
        set.ExceptWith([1, 9]);
        set.SymmetricExceptWith([2, 5, 5]);
        Assert.Equal([3, 4, 5], set.Order());
        set.IntersectWith([4, 5, 6]);
        Assert.Equal([4, 5], set.ToArray().Order());
        Assert.True(set.Contains(4));
        Assert.True(set.Remove(4));
        Assert.False(set.Remove(4));
        Assert.True(set.TryPop(out int last));
        Assert.Equal(5, last);
        Assert.False(set.TryPop(out _));
        set.Add(1);
        set.Clear();
        Assert.Empty(set);
    }

    [Fact]
    public async Task Add_ManyAtOnceFromTwoProcesses_EachOnce()
    {
        using IAioSet<string> set = _manager.Set<string>();
        await using AioProcess<int> peer = AioProcess.Start(AddAll, set);
        int mine = AddAll(set);
        Assert.Equal(50, mine + await peer.Result.InTime());
        Assert.Equal(50, await set.CountAsync(Token));
    }

    private static int AddAll(IAioSet<string> set) => Enumerable.Range(0, 50).Count(i => set.Add($"item {i}"));
}

public abstract class NamespaceConformance(HostedHome home) : Conformance(home)
{
    private readonly AioManager _manager = home.Manager;

    [Fact]
    public async Task Names_OfSeveralTypes_AreReadAndChanged()
    {
        using IAioNamespace names = _manager.Namespace();
        names.Set("count", 5);
        names.Set("text", "hello");
        await names.SetAsync("list", new List<int> { 1, 2 }, Token);
        Assert.Equal(5, names.Get<int>("count"));
        Assert.Equal("hello", await names.GetAsync<string>("text", Token));
        Assert.Equal([1, 2], names.Get<List<int>>("list"));
        Assert.Throws<KeyNotFoundException>(() => names.Get<int>("none"));
        Assert.False(names.TryGet<int>("none", out _));
        Assert.Throws<InvalidCastException>(() => names.Get<long>("count"));
        Assert.False(names.TryAdd("count", 1));
        Assert.Equal(5, names.GetOrAdd("count", 1));
        Assert.False(names.TryUpdate("count", 7, comparison: 6));
        Assert.True(names.TryUpdate("count", 7, comparison: 5));
        Assert.Equal(8, names.AddOrUpdate("count", 1, static value => value + 1));
        Assert.Equal(1, await names.AddOrUpdateAsync("other", 1, static value => value + 1, Token));
        Assert.Equal(["count", "text", "list", "other"], names.GetNames());
        Assert.True(names.Remove("text"));
        Assert.False(names.Contains("text"));
        Assert.False(names.Remove("text"));
    }
}

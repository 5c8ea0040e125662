namespace AioProcessing.Tests.Tidy;

public sealed class AtomicsRuleTests
{
    [Fact]
    public void Library_EveryWordThatMayBeShared_GoesThroughAtomic() =>
        Exemptions.AssertClean(Rules.Atomics, AtomicsRule.Check(LibraryCompilation.OfRepository));

    [Theory]
    [InlineData("unsafe class Planted { void F(ulong* word) => Interlocked.Exchange(ref *word, 1); }")]
    [InlineData("unsafe class Planted { void F(Record* record) => Volatile.Write(ref record->Word, 1); }")]
    [InlineData("class Planted { void F(ref ulong word) => Interlocked.Increment(ref word); }")]
    [InlineData("class Planted { void F(Span<ulong> words) => Interlocked.Or(ref words[0], 1); }")]
    [InlineData("class Planted { ref ulong Word => throw null!; void F() => Interlocked.Or(ref Word, 1); }")]
    [InlineData("class Planted { void F(ref Record record) => Interlocked.Or(ref record.Word, 1); }")]
    [InlineData("class Planted { void F() => Interlocked.MemoryBarrier(); }")]
    [InlineData("class Planted { void F() => Thread.MemoryBarrier(); }")]
    public void Check_WordByPointerOrRef_IsFound(string code) => Assert.Single(Check("src/AioProcessing/Core/Planted.cs", code));

    [Theory]
    [InlineData("class Planted { ulong _word; void F() => Interlocked.Exchange(ref _word, 1); }")]
    [InlineData("class Planted { static int s_word; void F() => Volatile.Write(ref s_word, 1); }")]
    [InlineData("class Planted { Record _record; void F() => Volatile.Write(ref _record.Word, 1); }")]
    [InlineData("class Planted { ulong[] _words = []; void F() => Interlocked.Or(ref _words[0], 1); }")]
    [InlineData("class Planted { void F(ref object? slot) => Interlocked.CompareExchange(ref slot, this, null); }")]
    public void Check_WordInProcessMemory_IsAllowed(string code) => Assert.Empty(Check("src/AioProcessing/Queues/Planted.cs", code));

    [Theory]
    [InlineData("src/AioProcessing/Core/Atomic.cs")]
    [InlineData("src/AioProcessing/Os/Linux/Planted.cs")]
    public void Check_AtomicItselfAndOs_AreFree(string path) =>
        Assert.Empty(Check(path, "class Planted { void F(ref ulong word) => Interlocked.Increment(ref word); }"));

    private static IReadOnlyList<Finding> Check(string path, string code) =>
        [.. AtomicsRule.Check(LibraryCompilation.Compile([new SourceFile(path, code + " struct Record { public ulong Word; }")]))];
}

using AioProcessing.Os;

namespace AioProcessing.Tests.AcrossProcesses;

/// <summary>Not beside the tests of contexts: removing orphans would remove theirs.</summary>
[Collection(nameof(ContextAcrossProcessesTests))]
public sealed class MemoryAcrossProcessesTests : IDisposable
{
    private const int OwnedBytes = 48 << 20; // More than free blocks keep warm.

    private readonly string _name = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Platform.MemoryStore.Delete(_name);
        AioContext.Delete(_name);
    }

    [Fact]
    public async Task Add_FromSeveralProcesses_CountsEachExactly()
    {
        const int Rounds = 600_000; // Long enough that they run at the same time, on whatever machine.
        using var start = new AioBarrier(3);
        using var value = new AioValue<long>();
        using var small = new AioValue<short>();
        using var number = new AioValue<double>(isRaw: true);
        using var array = new AioArray<int>(1_000);
        AioProcess[] children = [.. Enumerable.Range(0, 3).Select(_ => AioProcess.Start(AddToAll, start, value, small, number, array, Rounds))];
        foreach (AioProcess child in children)
            Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(3 * Rounds, value.Value);
        Assert.Equal(unchecked((short)(3 * Rounds)), small.Value);
        Assert.Equal(3 * Rounds * 0.5, number.Value);
        Assert.Equal(3 * Rounds, array[999]);
        Assert.Equal(3 * Rounds, array[998]);
    }

    [Fact]
    public async Task Lock_OfALargeValue_ExcludesAndTellsOfADeath()
    {
        using var value = new AioValue<decimal>(1m);
        using var array = new AioArray<decimal>(10);
        AioProcess[] children = [.. Enumerable.Range(0, 3).Select(_ => AioProcess.Start(AddUnderLock, value, array, 1_000))];
        foreach (AioProcess child in children)
            Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(3_001m, value.Value);
        Assert.Equal(3_000m, array[9]);

        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(HoldLock, value, held);
        await held.WaitAsync(Token).AsTask().InTime();
        holder.Kill();
        using AioLockReleaser releaser = await value.Lock.AcquireAsync(Token).AsTask().InTime();
        Assert.True(releaser.WasAbandoned);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_AsArgumentInARecordAndInAQueue_IsTheSameBytes(bool isNamed)
    {
        using AioSharedMemory argument = AioSharedMemory.Create(isNamed ? _name : null, 100_000), item = AioSharedMemory.Create(100_000);
        using var values = new AioArray<long>([1, 2, 3]);
        using var list = new AioSharedList([1, "two"]);
        using var queue = new AioQueue<AioSharedMemory>();
        await queue.PutAsync(item, Token);
        AioSharedMemory captured = argument;
        Assert.Equal(6, await AioProcess.RunAsync(() => captured.Span[99_999] = 6, Token).InTime());
        Assert.Equal("two", await AioProcess.RunAsync(FillAll, argument, queue, new Parts(values, list), Token).InTime());
        Assert.False(argument.Span.ContainsAnyExcept((byte)1));
        Assert.False(item.Span.ContainsAnyExcept((byte)2));
        Assert.Equal([1, 2, 30], values.Span.ToArray());
        Assert.Equal([1, 2], list);
    }

    [Fact]
    public async Task Memory_SentByAProcessThatWasKilled_IsStillReceived()
    {
        using var queue = new AioQueue<AioSharedMemory>();
        using var sent = new AioEvent();
        await using AioProcess sender = AioProcess.Start(Send, queue, sent);
        await sent.WaitAsync(Token).AsTask().InTime();
        sender.Kill();
        await sender.JoinAsync(Token).InTime();
        using AioSharedMemory got = await queue.GetAsync(Token).AsTask().InTime();
        Assert.False(got.Span.ContainsAnyExcept((byte)3));
        Assert.Equal(3_000_000, got.Size);
    }

    [Fact]
    public async Task Owners_Killed_TheirMemoryComesBack()
    {
        using AioContext context = AioContext.OpenOrCreate(_name, cancellationToken: Token);
        using var made = new AioEvent();
        long before = InUse();
        for (int i = 0; i < 3; i++)
        {
            made.Reset();
            await using AioProcess owner = AioProcess.Start(Own, _name, made);
            await made.WaitAsync(Token).AsTask().InTime();
            Assert.True(InUse() - before >= OwnedBytes, "Its pages are not there from the start.");
            owner.Kill();
            await owner.JoinAsync(Token).InTime();
            await Eventually.True(() => InUse() - before < OwnedBytes / 2, "the memory of a killed owner is given back");
        }

        long InUse() => AioContext.List().Single(info => info.Name == _name).UsedBytes;
    }

    private static void AddToAll(AioBarrier start, AioValue<long> value, AioValue<short> small, AioValue<double> number, AioArray<int> array, int rounds)
    {
        Hammer(() => value.Add(1));
        Hammer(() => small.Add((short)1));
        Hammer(() => number.Add(0.5));
        Hammer(() => array.Add(999, 1));
        Hammer(() =>
        {
            int seen;
            do
                seen = array[998];
            while (array.CompareExchange(998, seen + 1, seen) != seen);
        });

        // One after the other, so that all are at the same word.
        void Hammer(Action add)
        {
            start.SignalAndWait();
            for (int i = 0; i < rounds; i++)
                add();
        }
    }

    private static async Task AddUnderLock(AioValue<decimal> value, AioArray<decimal> array, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            using (await value.Lock.AcquireAsync())
                value.Value++;
            using (await array.Lock.AcquireAsync())
                array[9]++;
        }
    }

    private static async Task HoldLock(AioValue<decimal> value, AioEvent held)
    {
        await value.Lock.AcquireAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task<string> FillAll(AioSharedMemory argument, AioQueue<AioSharedMemory> queue, Parts parts)
    {
        argument.Span.Fill(1);
        using AioSharedMemory item = await queue.GetAsync();
        item.Memory.Span.Fill(2);
        parts.Values[2] *= 10;
        string second = (string)parts.List[1]!;
        parts.List[1] = 2;
        return second;
    }

    private static async Task Send(AioQueue<AioSharedMemory> queue, AioEvent sent)
    {
        AioSharedMemory memory = AioSharedMemory.Create(3_000_000);
        memory.Span.Fill(3);
        await queue.PutAsync(memory);
        sent.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task Own(string name, AioEvent made)
    {
        using AioContext context = AioContext.OpenOrCreate(name);
        using AioArray<byte> array = context.Array<byte>(OwnedBytes);
        made.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private sealed record Parts(AioArray<long> Values, AioSharedList List);
}

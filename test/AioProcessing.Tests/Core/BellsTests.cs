using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Tests.Core;

public sealed class BellsTests : IDisposable
{
    private const int Slot = 5;
    private const int ObjectIndex = 70;

    private readonly Arena _arena = Arena.Create(Platform.CreateMapping(ArenaLayout.TotalBytes));
    private readonly CountingDoorbell _doorbell = new();
    private readonly Bells _bells;

    public BellsTests() => _bells = new Bells(_arena, _doorbell);

    private ref uint Word => ref _arena.Slot(Slot).Doorbell;

    public void Dispose() => _arena.Dispose();

    [Fact]
    public void Ring_NobodyAsleep_WakesNobody()
    {
        Assert.False(_bells.Ring(Slot, ObjectIndex));
        Assert.True(_bells.Ring(Slot, ObjectIndex));
        Assert.NotEqual(0u, Bells.RungOf(Word));
        Assert.Equal(0, _doorbell.Wakes);
    }

    [Fact]
    public void Ring_SleeperHasNotLookedYet_EachRingerWakesItOnce()
    {
        Word = Bells.Sleep(1);
        _bells.Ring(Slot, ObjectIndex);
        _bells.Ring(Slot, ObjectIndex);
        _bells.Ring(Slot, ObjectIndex + 64);
        Assert.Equal(1, _doorbell.Wakes);

        // The first ringer may be dead.
        new Bells(_arena, _doorbell).Ring(Slot, ObjectIndex);
        Assert.Equal(2, _doorbell.Wakes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1 + 4096)]
    public void Ring_AnotherSleep_WakesAgain(uint sleep)
    {
        Word = Bells.Sleep(1);
        _bells.Ring(Slot, ObjectIndex);
        Word = Bells.Sleep(sleep);
        _bells.Ring(Slot, ObjectIndex);
        Assert.Equal(2, _doorbell.Wakes);
    }

    [Fact]
    public void Ring_AnotherSleepThatADeadRingerDidNotEnd_Wakes()
    {
        Word = Bells.Sleep(1);
        _bells.Ring(Slot, ObjectIndex);
        uint rung = Bells.RungOf(Word);
        Word = Bells.Sleep(2) | rung;
        _bells.Ring(Slot, ObjectIndex);
        Assert.Equal(2, _doorbell.Wakes);
    }

    [Fact]
    public void Call_SleeperHasNotLookedYet_WakesInAnyCase()
    {
        Word = Bells.Sleep(1);
        _bells.Ring(Slot, ObjectIndex);
        _bells.Call(Slot, Bells.Scan);
        _bells.Call(Slot, Bells.Scan);
        Assert.Equal(3, _doorbell.Wakes);
        Assert.True((Word & Bells.Scan) != 0);
    }

    private sealed class CountingDoorbell : Doorbell
    {
        public int Wakes { get; private set; }

        public override void Wait(ref uint word, uint expected) => throw new NotSupportedException();

        public override void Wake(ref uint word) => Wakes++;
    }
}

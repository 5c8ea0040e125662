using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Os;
using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Core;

public sealed unsafe class SharedBytesTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100_000)]
    [InlineData(8_000_000)]
    public void Maker_Dies_WhoHasItOpenKeepsItAndThenItIsFree(long size)
    {
        using var processes = new SimulatedProcesses();
        Participant a = processes.Join(), b = processes.Join();
        SharedBytes made = Make(a, size);
        SharedBytes opened = b.Objects.Open(made.Index, made.Generation, ObjectKind.Memory, SharedBytes.Make);
        made.Start[size - 1] = 7;
        var block = new BlockId(made.Header->Block);
        processes.Kill(a);
        Assert.Equal(7, opened.Start[size - 1]);
        Assert.True(block.IsNone || BlockMachine.Read(ref b.Blocks.Word(block)).IsAttachedTo(made.Index));
        b.Objects.CloseHandle(opened);
        Assert.True(new LifeWord(Atomic.LoadAcquire(ref made.Header->Life)).IsFree);
        Assert.True(block.IsNone || BlockMachine.Read(ref b.Blocks.Word(block)).State == BlockState.Free);
    }

    [Fact]
    public void Maker_DiesBeforeItsBlockIsAttached_TheReaperAttachesIt()
    {
        using var processes = new SimulatedProcesses();
        Participant a = processes.Join(), b = processes.Join();
        SharedBytes made = Make(a, 1_000);
        SharedBytes opened = b.Objects.Open(made.Index, made.Generation, ObjectKind.Memory, SharedBytes.Make);
        ref ulong word = ref b.Blocks.Word(new BlockId(made.Header->Block));
        Atomic.StoreRelease(ref word, BlockMachine.Read(ref word).OwnedBy(a.Tag).Bits);
        opened.Start[999] = 5;
        processes.Kill(a);
        Assert.True(BlockMachine.Read(ref word).IsAttachedTo(made.Index));
        Assert.Equal(5, opened.Start[999]);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(8_000_000)]
    public void Make_WhereADeadProcessLeftContent_IsZero(long size)
    {
        using var processes = new SimulatedProcesses();
        Participant a = processes.Join(), b = processes.Join();
        BlockId left = a.Blocks.Take(size, a.Tag);
        new Span<byte>(a.Arena.Block(left), (int)size).Fill(1);
        processes.Kill(a);
        SharedBytes made = Make(b, size);
        Assert.Equal(left.Bits, made.Header->Block);
        Assert.False(new Span<byte>(made.Start, (int)size).ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_AreThereFromTheStart_AndGivenBackAtTheEnd(bool isKilled)
    {
        const int Size = 48 << 20; // More than free blocks keep warm.
        using var processes = new SimulatedProcesses();
        Participant a = processes.Join();
        processes.Join();
        long before = InUse(processes.Arena);
        for (int i = 0; i < 3; i++)
        {
            SharedBytes made = Make(a, Size);
            Assert.InRange(InUse(processes.Arena) - before, Size, 2 * Size);
            if (isKilled)
            {
                processes.Kill(a);
                a = processes.Join();
            }
            else
            {
                a.Objects.CloseHandle(made);
            }

            Assert.InRange(InUse(processes.Arena) - before, 0, Size / 2);
        }
    }

    [Fact]
    public void Make_NoRoom_ThrowsAndLeavesNothing()
    {
        var mapping = new FullMapping(Platform.CreateMapping(ArenaLayout.TotalBytes));
        using Arena arena = Arena.Create(mapping);
        using Participant me = Participant.Join(arena, Platform.Doorbell, Platform.ProcessWatcher, Platform.ProcessWatcher.Identify(Environment.ProcessId));
        me.Dispatcher.Start();
        mapping.IsFull = true;
        for (int i = 0; i < 3; i++)
            Assert.Contains("cannot grow", Assert.Throws<AioContextException>(() => Make(me, 8_000_000)).Message);
        mapping.IsFull = false;
        SharedBytes made = Make(me, 8_000_000);
        Assert.Equal(0, made.Index);
        Assert.Equal(0, new BlockId(made.Header->Block).Index);
    }

    private static long InUse(Arena arena) => (long)LibC.Facts(arena.Descriptor).Blocks512 * 512;

    private static SharedBytes Make(Participant by, long size) =>
        by.Objects.Create(ObjectKind.Memory, SharedBytes.Make, (header, _) => SharedBytes.Prepare(by, header, size));

    private sealed class FullMapping(SharedMapping memory) : SharedMapping
    {
        public bool IsFull { get; set; }

        public override byte* Base => memory.Base;

        public override long SizeBytes => memory.SizeBytes;

        public override int Descriptor => memory.Descriptor;

        public override bool TryAllocate(long offset, long sizeBytes) => !IsFull && memory.TryAllocate(offset, sizeBytes);

        public override void Discard(long offset, long sizeBytes) => memory.Discard(offset, sizeBytes);

        public override void Dispose() => memory.Dispose();
    }
}

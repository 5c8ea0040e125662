using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Writers replace a place's content under a lock that the dead lose, a reader copies it meanwhile: what is copied is what one of them wrote.</summary>
public sealed unsafe class CellMachineTests
{
    private const int Capacity = 16;
    private const string Mixed = "mixed";

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(2, 1, 3)]
    [InlineData(2, 2, 2)]
    public void Replace_NobodyDies_ReadersSeeOneVersion(int writers, int rounds, int preemptions) =>
        Explore(writers, rounds, new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(2, 2, 1)]
    public void Replace_WriterDiesAtAnyStep_TheContentIsOldOrNew(int writers, int rounds, int preemptions) =>
        Explore(writers, rounds, new Scope { Preemptions = preemptions }).MustPass();

    [Fact]
    public void Replace_StoresAreDelayed_ReadersSeeOneVersion() =>
        Explore(1, 2, new Scope { Preemptions = 3, Deaths = 0, StoreBuffers = true }).MustPass();

    [Fact]
    public void Walk_TwoWritersWithDeaths_FindsNothing() =>
        new Explorer(world => Populate(world, 2, 3), new Scope { Deaths = 1 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Mutant_CommitIsNotWritten_IsCaught() => Explore(
        1, 1, new Scope { Preemptions = 0, Deaths = 0 }, new Fault(FaultEffect.Drop, "StoreRelease") { Word = "word" }).MustFail(500, "was not replaced");

    [Fact]
    public void Mutant_ContentIsNotWritten_IsCaught() => Explore(
        1, 2, new Scope { Preemptions = 0, Deaths = 0 }, new Fault(FaultEffect.Drop, "StoreRelease") { Word = "halves", Occurrence = 4 }).MustFail(500, Mixed);

    [Fact]
    public void Mutant_WritersDoNotExclude_IsCaught() =>
        new Explorer(world => Populate(world, 2, 1, excludes: false), new Scope { Preemptions = 2, Deaths = 0 }).Explore().MustFail(20_000, Mixed);

    [Fact]
    public void Mutant_ReaderDoesNotLookAgain_IsCaught() =>
        new Explorer(world => Populate(world, 1, 2, looksAgain: false), new Scope { Preemptions = 2, Deaths = 0 }).Explore().MustFail(20_000, Mixed);

    private static Report Explore(int writers, int rounds, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, writers, rounds), scope, faults).Explore();

    /// <summary>Version n of a writer is that many times one letter; a reader knows a mixture when it sees one.</summary>
    private static void Populate(World world, int writers, int rounds, bool excludes = true, bool looksAgain = true)
    {
        byte* list = world.Memory("list", (int)CellTable.SizeFor([Capacity]));
        CellTable.Prepare(list, [Capacity]);
        var record = (CellRecord*)(list + sizeof(ulong));
        world.Name(record, sizeof(ulong), "word");
        world.Name(list + record->Offset, 2 * Capacity, "halves");
        new CellTable(list).Write(0, 0, Content('0'));

        Word<ulong> owner = world.Mark(), done = world.Mark();
        for (int writer = 0; writer < writers; writer++)
        {
            int me = writer;
            SimProcess process = world.Process($"W{me}");
            process.CanDie = true;
            process.Actor("write", () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    if (excludes)
                        World.WaitUntil(() => owner.Ref == 0 || world.Processes[(int)owner.Ref - 1].IsDead);
                    owner.Ref = (ulong)me + 1;
                    new CellTable(list).Write(0, (byte)(me + 1), Content((char)('a' + (me * rounds) + round)));
                    owner.Ref = 0;
                    done.Ref++;
                }
            });
        }

        world.Process("R").Actor("read", () => Read(list, looksAgain));
        world.Finally(() =>
        {
            Read(list, looksAgain: true);
            if (done.Ref != 0)
                Assert.True(new CellTable(list).Look(0).Kind != 0, "The content was not replaced");
        });
    }

    // Lengths differ too, and are no multiples of a word.
    private static byte[] Content(char letter) => [.. Enumerable.Repeat((byte)letter, Capacity - (letter % 3))];

    private static void Read(byte* list, bool looksAgain)
    {
        var table = new CellTable(list);
        byte[] bytes = new byte[Capacity];
        CellWord seen;
        do
            seen = table.Look(0);
        while (!table.TryCopy(0, seen, bytes.AsSpan(0, seen.Length)) && looksAgain);
        byte[] content = bytes[..seen.Length];
        Assert.True(content.AsSpan().SequenceEqual(Content((char)content[0])), $"It is mixed: {System.Text.Encoding.ASCII.GetString(content)}");
    }
}

using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Semaphores whose permits have owners, and reader-writer locks on the same books, as the product runs them.</summary>
public sealed unsafe class PermitMachineTests
{
    private const string LostWakeUp = "waits for a condition that does not come";
    private const int WordsClass = 1;

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 0)]
    public void Acquire_NobodyDies_NoMoreAreInsideThanPermits(int processes, int permits, int preemptions) =>
        Explore(world => Semaphore(world, processes, permits), new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Fact]
    public void Acquire_OneDiesAtAnyStep_ItsPermitComesBack() => Explore(world => Semaphore(world, 2, 1), new Scope { Preemptions = 0 }).MustPass();

    [Fact]
    public void Walk_ThreeProcessesWithDeaths_EveryPermitComesBack() =>
        new Explorer(world => Semaphore(world, 3, 2), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Theory]
    [InlineData(2, 1)]
    public void ReadAndWrite_NobodyDies_WritersAreAlone(int processes, int preemptions) =>
        Explore(world => ReaderWriter(world, processes), new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Fact]
    public void ReadAndWrite_OneDiesAtAnyStep_TheOtherGoesOn() => Explore(world => ReaderWriter(world, 2), new Scope { Preemptions = 0 }).MustPass();

    [Fact]
    public void Walk_WriterAndTwoReadersWithDeaths_FindsNothing() =>
        new Explorer(world => ReaderWriter(world, 3), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Mutant_NobodySettles_IsCaught() => Explore(
        world => Semaphore(world, 2, 1), new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "block 1.0" }).MustFail(10, "The release was refused");

    [Fact]
    public void Mutant_PermitsOfTheDeadAreNotGivenBack_IsCaught() => Explore(
        world => Semaphore(world, 2, 1), new Scope { Preemptions = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "state", Method = "PermitMachine.Repair" }).MustFail(100, "0 of 1 permits are free");

    [Fact]
    public void Mutant_NoWaiterBit_IsCaught() => Explore(
        world => Semaphore(world, 2, 1), new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }).MustFail(500, LostWakeUp);

    private static Report Explore(Action<World> scenario, Scope scope, params Fault[] faults) => new Explorer(scenario, scope, faults).Explore();

    /// <summary>Each process takes a permit, stays inside for a while, and gives it back.</summary>
    private static void Semaphore(World world, int processes, int permits)
    {
        (Member[] members, SharedSemaphore[] handles) = Share(
            world, processes, ObjectKind.Semaphore, SharedSemaphore.Make,
            (member, header) => SharedSemaphore.Prepare(member.Participant, header, permits, new SemaphoreSettings(permits, areOwned: true)));
        Word<ulong>[] inside = [.. members.Select(_ => world.Mark())];
        for (int index = 0; index < processes; index++)
        {
            SharedSemaphore handle = handles[index];
            Word<ulong> mine = inside[index];
            members[index].Process.CanDie = true;
            members[index].Process.Actor("take", () =>
            {
                if (!handle.TryAcquire(out _))
                    Assert.True(SimWait<None, bool>.Await(handle.Channel));
                mine.Ref = 1;
                Assert.True(Living(members, inside).Count() <= permits, "More are inside than there are permits");
                World.Linger();
                mine.Ref = 0;
                Assert.True(handle.TryRelease(1, mustHold: true), "The release was refused");
            });
        }
        world.Finally(() => Assert.True(
            members.All(member => member.Process.IsDead) || handles[0].Free == permits, $"{handles[0].Free} of {permits} permits are free, and nobody is inside"));
    }

    /// <summary>A writes, the others read, once each.</summary>
    private static void ReaderWriter(World world, int processes)
    {
        (Member[] members, SharedReaderWriterLock[] handles) = Share(
            world, processes, ObjectKind.ReaderWriterLock, SharedReaderWriterLock.Make, (member, header) => SharedReaderWriterLock.Prepare(member.Participant, header));
        Word<ulong>[] inside = [.. members.Select(_ => world.Mark())];
        for (int index = 0; index < processes; index++)
        {
            SharedReaderWriterLock handle = handles[index];
            Word<ulong> mine = inside[index];
            bool isWriter = index == 0;
            members[index].Process.CanDie = true;
            members[index].Process.Actor(isWriter ? "write" : "read", () =>
            {
                if (!handle.TryAcquire(isWriter, out _))
                    Assert.True(SimWait<AccessRequest, AccessGrant>.Await(handle.Channel, new AccessRequest(isWriter, IsParked: true)).IsGranted);
                mine.Ref = 1;
                Member[] others = [.. Living(members, inside).Where(member => member.Process != Actor.Current!.Process)];
                Assert.True(others.Length == 0 || (!isWriter && !others.Contains(members[0])), "A writer is not alone");
                World.Linger();
                mine.Ref = 0;
                Assert.True(handle.TryRelease(isWriter), "The release was refused");
            });
        }
        world.Finally(() => Assert.True(
            members.All(member => member.Process.IsDead) || (handles[0].Readers == 0 && !handles[0].HasWriter), "It is held, and nobody is inside"));
    }

    private static IEnumerable<Member> Living(Member[] members, Word<ulong>[] inside) =>
        members.Where((member, index) => inside[index].Ref != 0 && !member.Process.IsDead);

    private static (Member[] Members, T[] Handles) Share<T>(
        World world, int processes, ObjectKind kind, Func<Core.Participant, int, uint, T> make, PrepareFor prepare)
        where T : Core.SharedObject
    {
        CoreWorld core = new(world, slots: processes);
        Member[] members = core.Join(processes);
        core.WatchBlock(WordsClass, 0, sizeof(ulong) * processes);
        T made = members[0].Participant.Objects.Create(kind, make, (header, _) => prepare(members[0], header));
        core.FreezeBounds();
        return (members, [made, .. members[1..].Select(member => member.Participant.Objects.Open(made.Index, made.Generation, kind, make))]);
    }

    private delegate void PrepareFor(Member member, Core.Layout.ObjectHeader* header);
}

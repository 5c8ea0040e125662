using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class ObjectTableTests
{
    [Fact]
    public async Task Create_AHundredThousandAlive_IsNoSearchThroughAll()
    {
        using var processes = new SimulatedProcesses();
        Participant me = processes.Join();

        await Task.Run(() =>
        {
            for (int i = 0; i < 100_000; i++)
                Make(me);
        }, TestContext.Current.CancellationToken).InTime();

        Assert.Equal(100_000ul, me.Arena.Header.HighObject);
    }

    [Fact]
    public void Create_OthersFreedHereAndThere_TheirPlacesAreUsed()
    {
        const int Alive = 2000;
        var random = new Random(20132);
        using var processes = new SimulatedProcesses();
        Participant me = processes.Join();
        SharedEvent[] all = [.. Enumerable.Range(0, Alive).Select(_ => Make(me))];

        for (int round = 0; round < 50; round++)
        {
            random.Shuffle(all);
            for (int i = 0; i < 100; i++)
                me.Objects.CloseHandle(all[i]);
            for (int i = 0; i < 100; i++)
                all[i] = Make(me);
        }

        Assert.InRange(me.Arena.Header.HighObject, (ulong)Alive, (ulong)(Alive * 1.25));
    }

    private static SharedEvent Make(Participant me) => me.Objects.Create(ObjectKind.Event, SharedEvent.Make);
}

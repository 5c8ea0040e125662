using AioProcessing.Connections;
using AioProcessing.Managers;

namespace AioProcessing.Tests.Managers;

public sealed class OwnSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_OfferThereOrNot_BothSidesGoOnOverTheSameSocket(bool isThere)
    {
        (AioConnection manager, AioConnection client) = AioPipe.Create(options: new AioConnectionOptions { PipeTransport = AioPipeTransport.Socket });
        using OwnSocket own = OwnSocket.Make();
        if (!isThere)
            own.Withdraw();
        Task<MessageSocket> settling = own.SettleAsync(manager, Stop);

        using MessageSocket theirs = await OwnSocket.FetchAsync(client, own.Offer, Stop).InTime();
        using MessageSocket ours = await settling.InTime();

        Assert.NotEqual(isThere, ReferenceEquals(theirs, client.Transport));
        Assert.NotEqual(isThere, ReferenceEquals(ours, manager.Transport));
        Assert.True(await theirs.SendAsync(theirs.Pack(new byte[] { 7 }, copies: true), TimeSpan.FromSeconds(20), Stop));
        (bool hasCome, IncomingMessage message) = await ours.ReceiveAsync(TimeSpan.FromSeconds(20), Stop);
        Assert.True(hasCome);
        Assert.Equal([7], message.TakeArray());
    }
}

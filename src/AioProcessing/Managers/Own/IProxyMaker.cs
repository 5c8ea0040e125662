namespace AioProcessing.Managers;

/// <summary>Makes proxies for an object of some kind.</summary>
internal interface IProxyMaker
{
    object Make(AioProxyTarget target);
}

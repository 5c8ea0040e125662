using System.Runtime.ExceptionServices;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>Stands in a worker for a function that could not be read there: every item that needs it fails with the reason.</summary>
internal sealed class UnreadableFunction(Exception reason) : WorkFunction(static () => { })
{
    public override void Run(ref PayloadReader argument, PayloadWriter result) => ExceptionDispatchInfo.Throw(reason);
}

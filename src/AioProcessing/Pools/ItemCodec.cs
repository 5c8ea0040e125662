using System.Runtime.CompilerServices;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>An item's argument behind its length. Each is a payload of its own: one that cannot be read spoils no other.</summary>
internal static class ItemCodec
{
    public static void Write<T>(PayloadWriter to, T argument, Delegate target)
    {
        int lengthAt = to.Reserve();
        ValueCodec.WriteArgument(to, argument, target, 0);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            to.Graph.Reset();
        to.Patch(lengthAt, to.WrittenCount - lengthAt - sizeof(int));
    }
}

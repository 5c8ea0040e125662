using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>Bounds that both sides keep, so that no graph and no damaged payload exhausts the stack.</summary>
internal static class Limits
{
    /// <summary>From this nesting on, the content of an object follows its root instead of standing in its place: chains of any length cross.</summary>
    public const int DeferDepth = 48;

    /// <summary>Nesting of things whose content cannot be put off, such as collections in collections and delegates in closures.</summary>
    public const int MaxDepth = 400;

    /// <summary>Nesting of generic arguments and array elements in one type.</summary>
    public const int MaxTypeDepth = 16;

    /// <summary>False when the thread's stack is nearly used up. Asked now and then: the answer has a reserve of many levels.</summary>
    public static bool HasStack(int depth) => depth % 16 != 0 || RuntimeHelpers.TryEnsureSufficientExecutionStack();
}

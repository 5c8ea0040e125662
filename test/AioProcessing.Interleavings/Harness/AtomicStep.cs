using System.Runtime.CompilerServices;
using AioProcessing.Interleavings;

namespace AioProcessing.Core;

/// <summary>What the interleaving build adds to the door to shared words: each access is a step of the actor that makes it.</summary>
internal static unsafe partial class Atomic
{
    static partial void Step(ref readonly ulong word, string operation) => Step(Unsafe.AsPointer(ref Unsafe.AsRef(in word)), sizeof(ulong), operation);

    static partial void Step(ref readonly uint word, string operation) => Step(Unsafe.AsPointer(ref Unsafe.AsRef(in word)), sizeof(uint), operation);

    static partial void Paused() => World.Pause();

    private static void Step(void* address, int sizeBytes, string operation)
    {
        Actor? actor = Actor.Current;
        if (actor is not null)
            actor.Access(new Operation(operation, (byte*)address, sizeBytes));
        else if (!World.IsRaw)
            SimMemory.NoteEscape(address, operation);
    }
}

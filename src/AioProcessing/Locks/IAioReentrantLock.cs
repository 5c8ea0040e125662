namespace AioProcessing;

/// <summary>A lock whose owner may acquire it again, wherever it lives; see <see cref="AioReentrantLock"/> for who the owner is.</summary>
/// <remarks>Acquiring again, and releasing a level that is not the last, is no call to the manager of a hosted one.</remarks>
public interface IAioReentrantLock : IAioLock
{
    /// <summary>Whether the caller holds it: its async flow, or its thread.</summary>
    bool IsHeldByCaller { get; }
}

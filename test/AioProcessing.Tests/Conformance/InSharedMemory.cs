namespace AioProcessing.Tests.Conformance.InSharedMemory;

public sealed class LockTests() : LockConformance(new SharedMemory());

public sealed class ReentrantLockTests() : ReentrantLockConformance(new SharedMemory());

public sealed class ReaderWriterLockTests() : ReaderWriterLockConformance(new SharedMemory());

public sealed class SemaphoreTests() : SemaphoreConformance(new SharedMemory());

public sealed class EventTests() : EventConformance(new SharedMemory());

public sealed class ConditionTests() : ConditionConformance(new SharedMemory());

public sealed class BarrierTests() : BarrierConformance(new SharedMemory());

public sealed class QueueTests() : QueueConformance(new SharedMemory());

public sealed class JoinableQueueTests() : JoinableQueueConformance(new SharedMemory());

public sealed class SimpleQueueTests() : SimpleQueueConformance(new SharedMemory());

public sealed class ValueTests() : ValueConformance(new SharedMemory());

public sealed class ArrayTests() : ArrayConformance(new SharedMemory());

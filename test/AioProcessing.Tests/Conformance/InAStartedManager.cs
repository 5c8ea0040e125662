namespace AioProcessing.Tests.Conformance.InAStartedManager;

public sealed class LockTests(StartedManager home) : LockConformance(home);

public sealed class ReentrantLockTests(StartedManager home) : ReentrantLockConformance(home);

public sealed class ReaderWriterLockTests(StartedManager home) : ReaderWriterLockConformance(home);

public sealed class SemaphoreTests(StartedManager home) : SemaphoreConformance(home);

public sealed class EventTests(StartedManager home) : EventConformance(home);

public sealed class ConditionTests(StartedManager home) : ConditionConformance(home);

public sealed class BarrierTests(StartedManager home) : BarrierConformance(home);

public sealed class QueueTests(StartedManager home) : QueueConformance(home);

public sealed class JoinableQueueTests(StartedManager home) : JoinableQueueConformance(home);

public sealed class SimpleQueueTests(StartedManager home) : SimpleQueueConformance(home);

public sealed class ValueTests(StartedManager home) : ValueConformance(home);

public sealed class ArrayTests(StartedManager home) : ArrayConformance(home);

public sealed class DictionaryTests(StartedManager home) : DictionaryConformance(home);

public sealed class ListTests(StartedManager home) : ListConformance(home);

public sealed class SetTests(StartedManager home) : SetConformance(home);

public sealed class NamespaceTests(StartedManager home) : NamespaceConformance(home);

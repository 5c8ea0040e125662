namespace AioProcessing.Tests.Conformance.InAServedManager;

public sealed class LockTests(ServedManager home) : LockConformance(home);

public sealed class ReentrantLockTests(ServedManager home) : ReentrantLockConformance(home);

public sealed class ReaderWriterLockTests(ServedManager home) : ReaderWriterLockConformance(home);

public sealed class SemaphoreTests(ServedManager home) : SemaphoreConformance(home);

public sealed class EventTests(ServedManager home) : EventConformance(home);

public sealed class ConditionTests(ServedManager home) : ConditionConformance(home);

public sealed class BarrierTests(ServedManager home) : BarrierConformance(home);

public sealed class QueueTests(ServedManager home) : QueueConformance(home);

public sealed class JoinableQueueTests(ServedManager home) : JoinableQueueConformance(home);

public sealed class SimpleQueueTests(ServedManager home) : SimpleQueueConformance(home);

public sealed class ValueTests(ServedManager home) : ValueConformance(home);

public sealed class ArrayTests(ServedManager home) : ArrayConformance(home);

public sealed class DictionaryTests(ServedManager home) : DictionaryConformance(home);

public sealed class ListTests(ServedManager home) : ListConformance(home);

public sealed class SetTests(ServedManager home) : SetConformance(home);

public sealed class NamespaceTests(ServedManager home) : NamespaceConformance(home);

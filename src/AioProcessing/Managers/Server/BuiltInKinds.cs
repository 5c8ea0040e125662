using System.Collections.Concurrent;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Makes a hosted object of a built-in kind out of the arguments that its client sent.</summary>
internal delegate HostedObject MakeBuiltIn(ref PayloadReader arguments, ManagerServer server);

/// <summary>The kinds of objects that every manager hosts, by their names on the wire.</summary>
internal static class BuiltInKinds
{
    private static readonly ConcurrentDictionary<string, MakeBuiltIn> s_kinds = new()
    {
        [LockObject.Kind] = static (ref PayloadReader arguments, ManagerServer server) => new LockObject(),
        [ReaderWriterLockObject.Kind] = static (ref PayloadReader arguments, ManagerServer server) => new ReaderWriterLockObject(),
        [SemaphoreObject.Kind] = SemaphoreObject.Make,
        [EventObject.Kind] = static (ref PayloadReader arguments, ManagerServer server) => new EventObject(),
        [ConditionObject.Kind] = ConditionObject.Make,
        [BarrierObject.Kind] = BarrierObject.Make,
        [QueueObject.Kind] = QueueObject.Make,
        [DictionaryObject.Kind] = static (ref PayloadReader arguments, ManagerServer server) => new DictionaryObject(),
        [ListObject.Kind] = static (ref PayloadReader arguments, ManagerServer server) => new ListObject(),
        [SetObject.Kind] = static (ref PayloadReader arguments, ManagerServer server) => new SetObject(),
        [ArrayObject.Kind] = ArrayObject.Make,
        [PoolObject.Kind] = PoolObject.Make,
    };

    public static void Add(string kind, MakeBuiltIn make) => s_kinds[kind] = make;

    public static HostedObject Make(string kind, ref PayloadReader arguments, ManagerServer server) => s_kinds.TryGetValue(kind, out MakeBuiltIn? make)
        ? make(ref arguments, server)
        : throw new AioNotHostedException($"Manager '{server.Name}' hosts no '{kind}': it may be of another version than this client.");
}

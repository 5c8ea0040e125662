using System.Runtime.InteropServices;

namespace AioProcessing.Tests.Pools;

/// <summary>The ways in which a task takes its worker along, or leaves something that cannot be read.</summary>
internal static partial class CrashTargets
{
    /// <summary>The item that does it; all others come to their ends.</summary>
    public const int Victim = 5;

    private static readonly List<byte[]> s_hoard = [];

    public static int Crash(int item, string how) => item != Victim ? item : how switch
    {
        "native write to address 8" => WriteInNativeCode(),
        "abort" => Abort(),
        "exception on another thread" => ThrowElsewhere(),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
    };

    public static int Hoard(int item)
    {
        while (item == Victim)
            s_hoard.Add(new byte[1 << 20]);
        return item;
    }

    /// <summary>In a process whose children have little memory: what became of each item, and of the worker.</summary>
    public static string HoardInAPool()
    {
        using var pool = new AioPool(workers: 1);
        int before = pool.Apply(PoolTargets.ProcessId);
        AioOutcome<int>[] outcomes = pool.MapSettled(Hoard, Enumerable.Range(0, 10), new() { ChunkSize = 10 });
        string victim = outcomes[Victim].Error switch
        {
            AioRemoteException remote => remote.RemoteType,
            AioWorkerLostException => nameof(AioWorkerLostException),
            var other => $"{other}",
        };
        return $"{outcomes.Count(outcome => outcome.IsSuccess)} {victim} {pool.Apply(Hoard, 0)} {before > 0}";
    }

    public static int ThrowFragile(int item) => item == Victim ? throw new FragileException("it broke") : item;

    public static int ThrowMute(int item) => item == Victim ? throw new MuteException() : item;

    public static HashSet<Fragile> MakeFragile(int item) => [new Fragile(item, BreaksInWorker: false)];

    public static int TakeFragile(HashSet<Fragile> set) => set.Single().Item;

    private static int WriteInNativeCode() => (int)memset(8, 1, 64);

    private static int Abort()
    {
        abort();
        return 0;
    }

    private static int ThrowElsewhere()
    {
        new Thread(() => throw new InvalidOperationException("This is what the test is about.")).Start();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    [LibraryImport("libc")]
    private static partial void abort();

    [LibraryImport("libc")]
    private static partial nint memset(nint at, int value, nint count);

    /// <summary>Can be constructed in a worker, and nowhere else.</summary>
    public sealed class FragileException : Exception
    {
        public FragileException(string message) : base(message)
        {
            if (AioWorker.Current is null)
                throw new InvalidOperationException("no constructor for you");
        }
    }

    /// <summary>Says nothing of itself.</summary>
    public sealed class MuteException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message for you");

        public override string ToString() => throw new InvalidOperationException("no text for you");
    }

    /// <summary>A set of these has to hash them where it arrives; the victim breaks that, in workers or at home.</summary>
    public sealed record Fragile(int Item, bool BreaksInWorker)
    {
        public override int GetHashCode() => Item == Victim && BreaksInWorker == AioWorker.Current is not null
            ? throw new InvalidOperationException("no hash for you")
            : Item;
    }
}

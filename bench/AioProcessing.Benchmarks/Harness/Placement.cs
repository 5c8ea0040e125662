namespace AioProcessing.Benchmarks.Harness;

/// <summary>On which processors the two processes of a contestant may run. Limits and contestants of one benchmark are always placed alike.</summary>
internal sealed record Placement(string Name, int? LeaderCpu, int? FollowerCpu)
{
    /// <summary>Wherever the scheduler likes.</summary>
    public static readonly Placement Free = new("free", null, null);

    /// <summary>Both on one processor: a hand-off is a context switch.</summary>
    public static readonly Placement OneCore = new("one-core", Cpus.First, Cpus.First);

    /// <summary>One processor each: a hand-off to a sleeper has to wake a processor.</summary>
    public static readonly Placement TwoCores = new("two-cores", Cpus.First, Cpus.Second);

    public bool IsPossible => this != TwoCores || Cpus.First != Cpus.Second;

    /// <summary>Chosen before anything is pinned, hence by the harness only; the processes that it starts are told.</summary>
    private static class Cpus
    {
        static Cpus()
        {
            int[] allowed = [.. Affinity.Allowed()];
            First = allowed[0];
            Second = allowed.FirstOrDefault(cpu => Core(cpu) != Core(First), allowed[^1]);
        }

        public static int First { get; }

        /// <summary>Of another physical core where there is one: hyper-threads share what is to be measured.</summary>
        public static int Second { get; }

        private static string Core(int cpu)
        {
            string folder = $"/sys/devices/system/cpu/cpu{cpu}/topology";
            return Directory.Exists(folder)
                ? File.ReadAllText($"{folder}/physical_package_id") + File.ReadAllText($"{folder}/core_id")
                : cpu.ToString();
        }
    }
}

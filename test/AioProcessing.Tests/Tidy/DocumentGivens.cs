namespace AioProcessing.Tests.Tidy;

/// <summary>What the documents leave to their reader: the jobs, keys and functions that their C# blocks use without saying what they are.</summary>
internal static class DocumentGivens
{
    public const string Usings = """
        using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Linq; using System.Net.Http;
        using System.Security.Cryptography.X509Certificates; using System.Threading; using System.Threading.Channels; using System.Threading.Tasks;
        using Microsoft.Extensions.Logging;
        using AioProcessing;
        """;

    /// <summary>For every page. A block's own variable of the same name hides the one here.</summary>
    public const string Everywhere = $$"""
        {{Usings}}
        record Settings { public HttpClient Client; }
        record Job { public Settings Settings; }
        class Everywhere
        {
            protected static CancellationToken ct, cancellationToken;
            protected static byte[] key;
            protected static int[] numbers;
            protected static AioQueue<Job> queue;
            protected static AioLock mutex;
            protected static Job job;
            protected static Job[] items;
            protected static ILogger logger;
            protected static int Sum(int[] numbers) => numbers.Length;
            protected static void Work(Job job) { }
        }
        """;

    /// <summary>For one page: types, and members of the class <c>Page</c> that its blocks are methods of.</summary>
    public static string Of(string path) => path switch
    {
        "docs/guide/connections.md" => """
            record Result;
            record Reading;
            partial class Page { static void Worker(AioConnection connection) { } }
            """,
        "docs/guide/hosted-objects.md" => "partial class Page { static AioManager manager; }",
        "docs/guide/managers.md" => """
            class Counter(int start) : ICounter
            {
                public Counter() : this(0) { }
                public int Value => start;
                public event Action<int>? Changed;
                public Task<int> AddAsync(int count, CancellationToken cancellationToken) => Task.FromResult(start += count);
                public async IAsyncEnumerable<string> NotesAsync() { yield break; }
            }
            partial class Page
            {
                static X509Certificate2 certificate;
                static Task Work(ICounter counter) => counter.AddAsync(1);
            }
            """,
        "docs/guide/named-contexts.md" => "partial class Page { static async Task MigrateAsync() { } }",
        "docs/guide/pools.md" => """
            partial class Page
            {
                static AioPool pool;
                static IProgress<AioProgress> bar;
                static IEnumerable<int> source;
                static string[] files, urls;
                static int Fib(int n) => n;
                static byte[] Render(string file, CancellationToken token) => [];
                static void Load(string model) { }
                static void Flush() { }
                static async Task Crawl(AioPool pool, string[] urls) { }
            }
            """,
        "docs/guide/processes.md" => """
            partial class Page
            {
                static AioEvent gate;
                static ILoggerFactory loggerFactory;
                static int count;
                static async Task Work(AioQueue<Job> queue, AioEvent gate) { }
            }
            """,
        "docs/guide/queues.md" => """
            partial class Page
            {
                static async Task DoAsync(Job job) { }
                static void Fill(Span<byte> bytes) { }
                static void Use(ReadOnlySpan<byte> bytes) { }
            }
            """,
        "docs/guide/synchronisation.md" => "partial class Page { static async Task RebuildAsync() { } }",
        _ => "",
    };
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using AioProcessing.Serialization;

namespace AioProcessing.Tests.Serialization;

/// <summary>Damaged bytes give a value or an <see cref="AioSerializationException"/>: no other error, no crash, no hang, no flood of memory.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Rounds = 200_000;
    private const long MostBytesPerRound = 4 << 20;
    private static readonly TimeSpan s_longestRound = TimeSpan.FromSeconds(30);

    private delegate void Reading(ref PayloadReader from);

    [Fact]
    public void Read_MutatedPayload_GivesAValueOrASerializationError()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("AIO_TEST_SEED"), CultureInfo.InvariantCulture, out int given) ? given : Random.Shared.Next();
        output.WriteLine($"AIO_TEST_SEED={seed}");
        var random = new Random(seed);
        (byte[] Bytes, Reading Read)[] samples = Samples();
        foreach ((byte[] bytes, Reading read) in samples)
            Assert.True(Try(bytes, read, "unmutated"));
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (byte[] bytes, Reading read) = samples[random.Next(samples.Length)];
            byte[] mutated = Mutate(random, bytes, samples);
            if (Try(mutated, read, $"AIO_TEST_SEED={seed}, round {round}"))
                accepted++;
        }
        output.WriteLine($"{accepted} of {Rounds} mutated payloads were still values.");
        Assert.InRange(accepted, 1, Rounds - 1);
    }

    private static bool Try(byte[] bytes, Reading read, string round)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        bool accepted = false;
        try
        {
            var reader = new PayloadReader(bytes);
            read(ref reader);
            accepted = true;
        }
        catch (AioSerializationException)
        {
        }
        catch (Exception e)
        {
            Assert.Fail($"{round}: {e}\n{Convert.ToHexString(bytes)}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytesPerRound, $"{round}: {allocated} bytes were allocated for {bytes.Length}.");
        Assert.True(Stopwatch.GetElapsedTime(start) < s_longestRound, $"{round}: it took {Stopwatch.GetElapsedTime(start)}.");
        return accepted;
    }

    private static byte[] Mutate(Random random, byte[] original, (byte[] Bytes, Reading Read)[] samples)
    {
        List<byte> bytes = [.. original];
        for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(8));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    byte[] other = samples[random.Next(samples.Length)].Bytes;
                    int from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, random.Next(other.Length - from)).ToArray());
                    break;
                default:
                    for (int i = at; i < Math.Min(at + 5, bytes.Count); i++)
                        bytes[i] = 0xFF;
                    break;
            }
        }
        return bytes.ToArray();
    }

    private static (byte[] Bytes, Reading Read)[] Samples()
    {
        var node = new Node("a", [1, 2, 3]) { Next = new Node("b", []) };
        node.Next.Next = node;
        int captured = 5;
        string text = "captured";
        Node chain = new("end", []);
        for (int i = 0; i < 100; i++)
            chain = new Node("x", [i]) { Next = chain };
        return
        [
            Value("a string"),
            Value((1, "two", 3.0)),
            Value(new[] { 1, 2, 3 }),
            Value(new[,] { { "a", "b" }, { "c", "d" } }),
            Value<object>(new object?[] { 1, "two", DayOfWeek.Friday, null, 2.5m, Guid.Empty, new Version(1, 2), new Uri("http://a/"), typeof(Node) }),
            Value(node),
            Value(chain),
            Value(new Dictionary<string, object> { ["a"] = node, ["b"] = new List<int> { 1, 2 }, ["c"] = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "x" } }),
            Value<object>(new HashSet<Key> { new("a", 1), new("b", 2) }),
            Value<object>(new SortedDictionary<string, int> { ["a"] = 1 }),
            Value<object>(ImmutableDictionary.CreateRange([KeyValuePair.Create("a", new Key("k", 1))])),
            Value<object>(ImmutableStack.Create(1, 2)),
            Value<object>((BigInteger.One, CultureInfo.GetCultureInfo("de"), new Queue<string>(["a"]), new Stack<int>([1]))),
            Value<object>(new KeyValuePair<string, (int, string)?>[] { new("a", (1, "b")) }),
            Value<Exception>(new InvalidOperationException("m", new ArgumentOutOfRangeException("p", 5, "x"))),
            Value<object>(new PinnedHandle { Number = 3 }),
            Code(static (int x) => x + 1),
            Code(() => captured + text.Length),
            Code(Nested(captured, text)),
            Code(new Key("k", 1).Show),
            Code((Func<double, double>)Math.Sqrt),
            Error(new AggregateException(new FormatException("a"), new InvalidOperationException("b"))),
        ];
    }

    private static Func<int> Nested(int outer, string text)
    {
        Func<int> result = null!;
        foreach (int i in new[] { 3 })
        {
            int inner = i;
            Func<int> link = () => inner + outer;
            result = () => link() + text.Length;
        }
        return result;
    }

    private static (byte[] Bytes, Reading Read) Value<T>(T value) => (Payload.BytesOf(value), static (ref PayloadReader from) => ValueCodec.Read<T>(ref from));

    private static (byte[] Bytes, Reading Read) Code(Delegate value) => (Payload.BytesOfDelegate(value), static (ref PayloadReader from) => DelegateCodec.Read(ref from));

    private static (byte[] Bytes, Reading Read) Error(Exception value)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        ExceptionCodec.Write(writer, value);
        byte[] bytes = writer.Written.ToArray();
        writer.Return();
        return (bytes, static (ref PayloadReader from) => ExceptionCodec.Read(ref from));
    }

    private sealed class Node(string name, int[] numbers)
    {
        public string Name { get; } = name;

        public int[] Numbers { get; } = numbers;

        public Node? Next { get; set; }
    }

    private sealed record Key(string Name, int Number)
    {
        public string Show() => $"{Name}{Number}";
    }
}

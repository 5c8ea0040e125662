using System.Buffers;
using AioProcessing.Connections;

namespace AioProcessing.Tests.Connections;

/// <summary>A million damaged inputs: each ends in a value or in one of the library's own errors, and takes no more memory than its length allows.</summary>
public sealed class MutationTests
{
    private const int InputsPerReader = 500_000;
    private const int MaxBytesPerInput = 2 << 20;

    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("AIO_TEST_SEED"), out int given) ? given : Random.Shared.Next();

    private static readonly byte[][] s_pickles =
    [
        PickleTests.Write(new List<object?> { 1, "text", new byte[] { 1, 2, 3 }, 1.5, null, true, long.MaxValue, UInt128.MaxValue }),
        PickleTests.Write(new Dictionary<object, object?> { ["key"] = new object[] { 1, 2 }, [new object[] { 3 }] = new HashSet<int> { 4 } }),
        PickleTests.Write(new object[] { DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, 1.5m, TimeSpan.FromDays(1), new double[] { 1, 2 }, Guid.Empty }),
        PickleTests.Write(new AioPythonObject("m", "C", [1]) { State = new Dictionary<object, object?> { ["a"] = "b" } }),
        Convert.FromHexString("80024b01580300000061626371005d71012868004b024b036528636275696c74696e730a7365740a5d4b0161855271027d71036800680073740a2e"),
        Convert.FromHexString("8004952200000000000000 8c06234552524f52948c065f7175657565948c05456d70747994939429529486942e".Replace(" ", "")),
    ];

    [Fact]
    public void Pickle_HalfAMillionDamagedInputs_EndInAValueOrAnError()
    {
        IAioSerializer serializer = new AioPickleSerializer(new AioPickleClasses().Add<Item>("m", "C"));
        Run(InputsPerReader, random =>
        {
            byte[] input = Mutate(s_pickles[random.Next(s_pickles.Length)], random);
            Type target = random.Next(4) switch { 0 => typeof(Item), 1 => typeof(List<List<int>>), 2 => typeof(Dictionary<string, object>), _ => typeof(object) };
            try
            {
                _ = serializer.Deserialize(target, new ReadOnlySequence<byte>(input));
            }
            catch (AioSerializationException)
            {
            }
            return input;
        });
    }

    [Fact]
    public void Frames_HalfAMillionDamagedInputs_EndInMessagesOrAnError()
    {
        byte[] wire = [.. ((byte[][])[[], [1], new byte[100], new byte[17_000]]).SelectMany(FrameDecoderTests.Framed), 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 9];
        byte[] small = wire[..120];
        Run(InputsPerReader, random =>
        {
            byte[] input = Mutate(random.Next(50) == 0 ? wire : small, random);
            FrameDecoder decoder = new(limit: random.Next(2) == 0 ? 256 : 1 << 20);
            try
            {
                for (int at = 0; at < input.Length;)
                {
                    Memory<byte> free = decoder.Free();
                    int count = Math.Min(Math.Min(free.Length, 1 + random.Next(200)), input.Length - at);
                    input.AsSpan(at, count).CopyTo(free.Span);
                    decoder.Advance(count);
                    at += count;
                    while (decoder.TryPeek(out ReadOnlyMemory<byte> message))
                        decoder.Take(message);
                }
            }
            catch (AioProtocolException)
            {
            }
            return input;
        });
    }

    private static void Run(int inputs, Func<Random, byte[]> one)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"AIO_TEST_SEED={s_seed}");
        int threads = Math.Max(1, Environment.ProcessorCount / 2);
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            Random random = new(s_seed + part);
            for (int i = 0; i < inputs / threads; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                byte[] input = [];
                try
                {
                    input = one(random);
                }
                catch (Exception exception)
                {
                    Assert.Fail($"Input {i} of seed {s_seed} (part {part}): {exception}");
                }
                long taken = GC.GetAllocatedBytesForCurrentThread() - before;
                if (taken > MaxBytesPerInput + (input.Length * 1024L))
                    Assert.Fail($"Input {i} of seed {s_seed} (part {part}), {Convert.ToHexString(input)}: {taken:N0} bytes were taken");
            }
        });
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        byte[] bad = good.AsSpan(0, random.Next(3) == 0 ? random.Next(good.Length) + 1 : good.Length).ToArray();
        for (int i = random.Next(4); i >= 0; i--)
        {
            int at = random.Next(bad.Length);
            switch (random.Next(4))
            {
                case 0: bad[at] = (byte)random.Next(256); break;
                case 1: bad[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bad[at] = bad[random.Next(bad.Length)]; break;
                default:
                    int count = Math.Min(4, bad.Length - at);
                    bad.AsSpan(at, count).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F);
                    break;
            }
        }
        return bad;
    }

    private sealed record Item(object? A);
}

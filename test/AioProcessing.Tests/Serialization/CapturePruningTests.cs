using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class CapturePruningTests
{
    private const int Large = 100_000;

    [Fact]
    public void Write_NeighboursCapture_IsNotSent()
    {
        int used = 5;
        var unsendable = new CancellationTokenSource();
        byte[] unrelated = new byte[Large];
        Func<int> mine = () => used * 2;
        Func<int> neighbour = () => unrelated.Length + (unsendable.IsCancellationRequested ? 1 : 0);
        Assert.InRange(BytesOfDelegate(mine).Length, 10, 1000);
        Assert.Equal(10, CopyDelegate(mine)());
        Assert.Throws<AioSerializationException>(() => BytesOfDelegate(neighbour));
    }

    [Fact]
    public void Write_NeighboursCaptureInOuterScope_IsNotSent()
    {
        int outer = 1;
        byte[] unrelated = new byte[Large];
        Func<int> neighbour = () => unrelated.Length;
        for (int i = 0; i < 1; i++)
        {
            int inner = 10;
            Stream innerUnrelated = Stream.Null;
            Func<int> mine = () => outer + inner;
            Func<long> innerNeighbour = () => innerUnrelated.Length;
            Assert.InRange(BytesOfDelegate(mine).Length, 10, 1000);
            Assert.Equal(11, CopyDelegate(mine)());
            Assert.Equal(0, innerNeighbour());
        }
        Assert.Equal(Large, neighbour());
    }

    [Fact]
    public void Copy_UseInsideInnerLambda_IsFound()
    {
        int[] numbers = [1, 2, 3];
        int factor = 10;
        Func<int> sum = () => numbers.Sum(x => x * factor);
        Assert.Equal(60, CopyDelegate(sum)());
    }

    [Fact]
    public async Task Copy_UseAfterAnAwait_IsFound()
    {
        string early = "e", late = "l";
        var unrelated = new MemoryStream();
        Func<Task<string>> run = async () =>
        {
            string text = early;
            await Task.Yield();
            foreach (int i in new[] { 1, 2 })
            {
                await Task.Yield();
                text += late + i;
            }
            return text;
        };
        Assert.Equal(0, unrelated.Length);
        Func<long> neighbour = () => unrelated.Length;
        Assert.Equal("el1l2", await CopyDelegate(run)());
        Assert.Equal(0, neighbour());
    }

    [Fact]
    public async Task Copy_UseInAsyncIteratorLocalFunction_IsFound()
    {
        int count = 3;
        async IAsyncEnumerable<int> Numbers()
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
        Func<Task<int>> sum = async () =>
        {
            int total = 0;
            await foreach (int number in Numbers())
                total += number;
            return total;
        };
        Assert.Equal(3, await CopyDelegate(sum)());
    }

    [Fact]
    public void Copy_UseThroughRecursiveLocalFunctions_IsFound()
    {
        int limit = 5, step = 2;
        int Even(int n) => n >= limit ? n : Odd(n + step);
        int Odd(int n) => n >= limit ? -n : Even(n + step);
        Func<int> run = () => Even(0);
        Assert.Equal(run(), CopyDelegate(run)());
    }

    [Fact]
    public void Copy_UseByReferenceAndInExpression_IsFound()
    {
        int number = 41;
        Func<int> increment = () => Interlocked.Increment(ref number);
        Assert.Equal(42, CopyDelegate(increment)());
        string text = "abc";
        Func<Func<int>> compile = () => ((System.Linq.Expressions.Expression<Func<int>>)(() => text.Length)).Compile();
        Assert.Equal(3, CopyDelegate(compile)()());
    }

    [Fact]
    public void Copy_UseInGenericMethod_IsFound() => Assert.Equal("x5", Generic("x", 5)());

    [Fact]
    public void Copy_UseInSwitchTryAndFilter_IsFound()
    {
        int selector = 2, result = 7;
        string message = "expected";
        Func<int> run = () =>
        {
            switch (selector)
            {
                case 0: return 0;
                case 1: return 1;
                case 2: break;
                case 3: return 3;
                case 4: return 4;
            }
            try
            {
                throw new InvalidOperationException(message);
            }
            catch (InvalidOperationException e) when (e.Message == message)
            {
                return result;
            }
        };
        Assert.Equal(7, CopyDelegate(run)());
    }

    [Fact]
    public void Copy_LinqQueryWithTransparentNames_Works()
    {
        int[] numbers = [1, 2, 3];
        int offset = 100;
        Func<int[]> query = () => (from a in numbers let b = a + offset from c in numbers where c == a select b * c).ToArray();
        Assert.Equal(query(), CopyDelegate(query)());
    }

    [Fact]
    public void Copy_SecondLambdaNeedsMoreOfASharedClosure_SendsTheRest()
    {
        int a = 1, b = 2;
        Stream unsendable = Stream.Null;
        Func<int> first = () => a;
        Func<int> second = () => a + b;
        Func<long> third = () => unsendable.Length;
        (Func<int> x, Func<int> y, Func<int> z) = Copy((first, second, first));
        Assert.Equal((1, 3, 1), (x(), y(), z()));
        Assert.Same(x.Target, y.Target);
        Assert.Equal(0, third());
    }

    [Fact]
    public void Copy_SecondLambdaNeedsMoreOfAnOuterScope_SendsTheRest()
    {
        int outerA = 1, outerB = 2;
        (Func<int>, Func<int>) pair = default;
        for (int i = 0; i < 1; i++)
        {
            int inner = 10;
            pair = (() => inner + outerA, () => inner + outerA + outerB);
        }
        (Func<int> x, Func<int> y) = Copy(pair);
        Assert.Equal((11, 13), (x(), y()));
    }

    private static Func<string> Generic<T, U>(T first, U second)
    {
        Stream unrelated = Stream.Null;
        Func<string> mine = () => $"{first}{second}";
        Func<long> neighbour = () => unrelated.Length;
        Assert.Equal(0, neighbour());
        return CopyDelegate(mine);
    }
}

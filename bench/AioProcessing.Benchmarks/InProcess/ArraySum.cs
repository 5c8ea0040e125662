using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>The elements of an array of this process alone added up.</summary>
internal sealed class ArraySum : Contestant
{
    public const int Length = 16_384;

    private readonly int[] _array = new int[Length];

    public override Task<double> MeasureAsync(int operations)
    {
        long sum = 0, start = Stopwatch.GetTimestamp();
        for (int done = 0; done < operations; done += Length)
            sum += Of(_array);
        GC.KeepAlive(sum);
        return Task.FromResult(Time.PerOperation(start, RoundUp(operations)));
    }

    /// <summary>Whole arrays are added up.</summary>
    public static int RoundUp(int operations) => (operations + Length - 1) / Length * Length;

    public static int Of(ReadOnlySpan<int> numbers)
    {
        var sums = System.Numerics.Vector<int>.Zero;
        int width = System.Numerics.Vector<int>.Count;
        for (int i = 0; i + width <= numbers.Length; i += width)
            sums += new System.Numerics.Vector<int>(numbers[i..]);
        return System.Numerics.Vector.Sum(sums);
    }
}

/// <summary>The managed array's elements added up one by one.</summary>
internal sealed class ArrayIndexedSum : Contestant
{
    private readonly int[] _array = new int[ArraySum.Length];

    public override Task<double> MeasureAsync(int operations)
    {
        int sum = 0;
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < operations; done += _array.Length)
        {
            for (int i = 0; i < _array.Length; i++)
                sum += Volatile.Read(ref _array[i]);
        }
        GC.KeepAlive(sum);
        return Task.FromResult(Time.PerOperation(start, ArraySum.RoundUp(operations)));
    }
}

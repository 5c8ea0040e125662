namespace AioProcessing.Tests.Memory;

public sealed class AioValueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Value_SetAndGet_IsTheSame()
    {
        using var value = new AioValue<int>(5);
        Assert.Equal(5, value.Value);
        value.Value = -7;
        Assert.Equal(-7, value.Value);
    }

    [Fact]
    public void Make_AfterAnotherWasDisposedOf_IsZero()
    {
        for (int i = 0; i < 100; i++)
        {
            using var value = new AioValue<long>();
            Assert.Equal(0, value.Value);
            value.Value = -1;
        }
    }

    [Fact]
    public void Exchange_ReturnsTheOldOne()
    {
        using var value = new AioValue<double>(1.5, isRaw: true);
        Assert.Equal(1.5, value.Exchange(2.5));
        Assert.Equal(2.5, value.Value);
    }

    [Theory]
    [InlineData(3, 9)]
    [InlineData(4, 3)]
    public void CompareExchange_ReplacesOnlyWhatIsExpected(byte expected, byte after)
    {
        using var value = new AioValue<byte>(3, isRaw: true);
        Assert.Equal(3, value.CompareExchange(9, expected));
        Assert.Equal(after, value.Value);
    }

    [Fact]
    public void CompareExchange_Enum_GoesByItsBits()
    {
        using var value = new AioValue<DayOfWeek>(DayOfWeek.Monday, isRaw: true);
        Assert.Equal(DayOfWeek.Monday, value.CompareExchange(DayOfWeek.Friday, DayOfWeek.Monday));
        Assert.Equal(DayOfWeek.Friday, value.Value);
    }

    [Fact]
    public void Add_EveryWidth_ReturnsTheSumAndWrapsRound()
    {
        Assert.Equal((byte)4, Sum<byte>(250, 10));
        Assert.Equal((short)-2, Sum<short>(-5, 3));
        Assert.Equal(int.MinValue, Sum(int.MaxValue, 1));
        Assert.Equal(7u, Sum(10u, uint.MaxValue - 2));
        Assert.Equal(long.MinValue, Sum(long.MaxValue, 1L));
        Assert.Equal(0ul, Sum(ulong.MaxValue, 1ul));
        Assert.Equal(0.75, Sum(0.5, 0.25));
        Assert.Equal(0.75f, Sum(0.5f, 0.25f));
        Assert.True(double.IsNaN(Sum(double.NaN, 1)));
        Assert.Throws<NotSupportedException>(() => Sum(1m, 2m));

        static T Sum<T>(T initial, T amount)
            where T : unmanaged, System.Numerics.INumberBase<T>
        {
            using var value = new AioValue<T>(initial, isRaw: true);
            T sum = value.Add(amount);
            if (!T.IsNaN(sum))
                Assert.Equal(sum, value.Value);
            return sum;
        }
    }

    [Fact]
    public void Value_LargeStructure_IsKeptWhole()
    {
        var large = default(Large);
        large[0] = 1;
        large[999] = 2;
        using var value = new AioValue<Large>(large);
        Assert.Equal(2, value.Value[999]);
        Assert.Contains("1000 bytes", Assert.Throws<NotSupportedException>(() => value.Exchange(large)).Message);
    }

    [Fact]
    public async Task Lock_IsARealLock()
    {
        using var value = new AioValue<decimal>(1m);
        Assert.False(value.IsRaw);
        using (await value.Lock.AcquireAsync(Token))
        {
            Assert.False(value.Lock.TryAcquire());
            value.Value += 1.5m;
        }

        Assert.Equal(2.5m, value.Value);
    }

    [Fact]
    public void Lock_Raw_IsRefused()
    {
        using var value = new AioValue<int>(isRaw: true);
        Assert.True(value.IsRaw);
        Assert.Throws<InvalidOperationException>(() => value.Lock);
    }

    [Fact]
    public void Lock_Given_OutlivesTheValue()
    {
        using var mutex = new AioLock();
        using (var value = new AioValue<int>(1, mutex))
            Assert.Same(mutex, value.Lock);
        Assert.True(mutex.TryAcquire());
    }

    [Fact]
    public void Members_AfterDispose_Throw()
    {
        var value = new AioValue<int>();
        value.Dispose();
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Value);
        Assert.Throws<ObjectDisposedException>(() => value.Value = 1);
        Assert.Throws<ObjectDisposedException>(() => value.Exchange(1));
        Assert.Throws<ObjectDisposedException>(() => value.CompareExchange(1, 0));
        Assert.Throws<ObjectDisposedException>(() => value.Add(1));
        Assert.Throws<ObjectDisposedException>(() => value.Lock.TryAcquire());
    }

    [Fact]
    public void Queue_OfValues_CarriesTheSameOne()
    {
        using var queue = new AioQueue<AioValue<long>>();
        var sent = new AioValue<long>(1);
        queue.Put(sent, Token);
        sent.Value = 2;
        sent.Dispose(); // The reference on its way keeps it.
        using AioValue<long> got = queue.Get(Token);
        Assert.Equal(2, got.Value);
        Assert.True(got.Lock.TryAcquire());
    }

    [Fact]
    public void Named_InAContext_IsTheSameForAllWhoAskForIt()
    {
        string name = $"test-{Guid.NewGuid():N}";
        using AioContext context = AioContext.OpenOrCreate(name, cancellationToken: Token);
        using AioValue<int> one = context.Value("counter", initial: 3), other = context.Value("counter", initial: 9);
        Assert.Equal(3, other.Value);
        other.Add(1);
        Assert.Equal(4, one.Value);
        Assert.True(one.Lock.TryAcquire());
        Assert.True(other.Lock.IsHeld);
        Assert.Contains("a value of System.Int32", Assert.Throws<AioContextException>(() => context.Value<long>("counter")).Message);
        Assert.Throws<AioContextException>(() => context.Value<int>("counter", isRaw: true));
        using AioArray<int> array = context.Array<int>("counters", 100), same = context.Array<int>("counters", 100);
        array[99] = 5;
        Assert.Equal(5, same[99]);
        Assert.Throws<AioContextException>(() => context.Array<int>("counters", 101));
    }

    [System.Runtime.CompilerServices.InlineArray(1000)]
    private struct Large
    {
        private byte _first;
    }
}

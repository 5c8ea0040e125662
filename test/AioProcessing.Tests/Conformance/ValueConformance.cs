namespace AioProcessing.Tests.Conformance;

public abstract class ValueConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task Value_InEveryWay_IsReadAndChanged()
    {
        using IAioValue<long> value = Home.Value(5L);
        Assert.Equal(5, value.Value);
        value.Value = 6;
        Assert.Equal(6, await value.GetAsync(Token));
        await value.SetAsync(7, Token);
        Assert.Equal(7, value.Exchange(8));
        Assert.Equal(8, await value.ExchangeAsync(9, Token));
        Assert.Equal(9, value.CompareExchange(1, expected: 8));
        Assert.Equal(9, value.CompareExchange(10, expected: 9));
        Assert.Equal(10, await value.CompareExchangeAsync(11, 10, Token));
        Assert.Equal(13, value.Add(2));
        Assert.Equal(12, await value.AddAsync(-1, Token));
        Assert.Equal(12, value.Value);
    }

    [Fact]
    public async Task Add_ManyAtOnceFromTwoProcesses_LosesNothing()
    {
        using IAioValue<int> value = Home.Value(0, isRaw: true);
        await using AioProcess peer = AioProcess.Start(AddHundred, value);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
                value.Add(1);
        }, Token))).InTime();
        Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(300, value.Value);
    }

    [Fact]
    public async Task Lock_OfAValue_IsTheSameForAll()
    {
        using IAioValue<double> value = Home.Value(0.5);
        Assert.False(value.IsRaw);
        Assert.True(value.Lock.TryAcquire());
        await using AioProcess peer = AioProcess.Start(SetUnderLock, value);
        Assert.Equal(0.5, value.Value);
        value.Lock.Release();
        Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        Assert.Equal(1.5, value.Value);
        Assert.False(value.Lock.IsHeld);
    }

    [Fact]
    public void Lock_OfARawValue_Throws()
    {
        using IAioValue<int> value = Home.Value(1, isRaw: true);
        Assert.True(value.IsRaw);
        Assert.Throws<InvalidOperationException>(() => value.Lock);
    }

    [Fact]
    public void Dispose_ThenUse_Throws()
    {
        IAioValue<int> value = Home.Value(1);
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Value);
    }

    private static void AddHundred(IAioValue<int> value)
    {
        for (int i = 0; i < 100; i++)
            value.Add(1);
    }

    private static void SetUnderLock(IAioValue<double> value)
    {
        using (value.Lock.Acquire())
            value.Value += 1;
    }
}

public abstract class ArrayConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task Elements_InEveryWay_AreReadAndChanged()
    {
        using IAioArray<int> array = Home.Array<int>(5);
        Assert.Equal(5, array.Length);
        Assert.Equal([0, 0, 0, 0, 0], array);
        array[1] = 10;
        array.Write(2, [20, 30]);
        await array.WriteAsync(4, new[] { 40 }, Token);
        Assert.Equal([0, 10, 20, 30, 40], array);
        int[] part = new int[2];
        array.Read(3, part);
        Assert.Equal([30, 40], part);
        await array.ReadAsync(0, part, Token);
        Assert.Equal([0, 10], part);
        Assert.Equal(10, array.Exchange(1, 11));
        Assert.Equal(11, await array.ExchangeAsync(1, 12, Token));
        Assert.Equal(12, array.CompareExchange(1, 99, expected: 11));
        Assert.Equal(12, await array.CompareExchangeAsync(1, 13, 12, Token));
        Assert.Equal(15, array.Add(1, 2));
        Assert.Equal(15, array[1]);
    }

    [Fact]
    public void Elements_Outside_AreRefused()
    {
        using IAioArray<short> array = Home.Array<short>(3, isRaw: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[-1] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Write(2, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Read(-1, new short[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Exchange(7, 1));
        Assert.Throws<InvalidOperationException>(() => array.Lock);
        Assert.Equal<short>([0, 0, 0], array);
        Assert.Throws<ArgumentOutOfRangeException>(() => Home.Array<int>(-1));
    }

    [Fact]
    public async Task Write_UnderTheLockInAnotherProcess_IsSeenHere()
    {
        using IAioArray<byte> array = Home.Array<byte>(100_000);
        Assert.True(array.Lock.TryAcquire());
        await using AioProcess peer = AioProcess.Start(FillUnderLock, array);
        array.Write(0, [1, 2, 3]);
        array.Lock.Release();
        Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        byte[] all = new byte[100_000];
        array.Read(0, all);
        Assert.Equal(-1, all.AsSpan().IndexOfAnyExcept((byte)7));
    }

    private static void FillUnderLock(IAioArray<byte> array)
    {
        byte[] seven = new byte[array.Length];
        Array.Fill(seven, (byte)7);
        using (array.Lock.Acquire())
            array.Write(0, seven);
    }
}

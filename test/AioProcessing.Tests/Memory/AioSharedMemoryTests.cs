using AioProcessing.Os;

namespace AioProcessing.Tests.Memory;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class AioSharedMemoryTests : IDisposable
{
    private readonly string _name = $"test-{Guid.NewGuid():N}";

    public void Dispose() => Platform.MemoryStore.Delete(_name);

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4_097)]
    [InlineData(2_000_001)]
    public void Create_AnySize_HasExactlyThatAndIsZero(int size)
    {
        foreach (string? name in new[] { null, _name })
        {
            using AioSharedMemory memory = AioSharedMemory.Create(name, size);
            Assert.Equal(size, memory.Size);
            Assert.Equal(size, memory.Span.Length);
            Assert.Equal(name, memory.Name);
            Assert.False(memory.Span.ContainsAnyExcept((byte)0));
            memory.Span.Fill(255);
        }
    }

    [Fact]
    public void Create_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AioSharedMemory.Create(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AioSharedMemory.Create(_name, -1));
        Assert.Contains("shared memory", Assert.Throws<ArgumentException>(() => AioSharedMemory.Create("a/b", 1)).Message);
        Assert.Throws<ArgumentException>(() => AioSharedMemory.Create("nul\0", 1));
        Assert.Throws<ArgumentException>(() => AioSharedMemory.Open(""));
    }

    [Fact]
    public void Create_MoreThanThereIs_IsRefusedBeforeAnythingIsTaken()
    {
        long size = Platform.AvailableMemoryBytes + (1L << 30);
        if (size > 1L << 36)
            Assert.Skip("This machine has more memory than one piece can have.");
        Assert.Contains("bytes left", Assert.Throws<AioContextException>(() => AioSharedMemory.Create(size)).Message);
    }

    [Fact]
    public void Create_NameThatIsOpen_IsRefusedAndHarmsNobody()
    {
        using AioSharedMemory first = AioSharedMemory.Create(_name, 100);
        first.Span[99] = 7;
        Assert.Contains("100 bytes", Assert.Throws<AioContextException>(() => AioSharedMemory.Create(_name, 200)).Message);
        using AioSharedMemory opened = AioSharedMemory.Open(_name);
        Assert.Equal(7, opened.Span[99]);
    }

    [Fact]
    public void Open_NoSuchName_IsRefusedAndMakesNone()
    {
        Assert.Contains(_name, Assert.Throws<AioContextException>(() => AioSharedMemory.Open(_name)).Message);
        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
    }

    [Fact]
    public void Dispose_LastHandle_FreesTheName()
    {
        AioSharedMemory first = AioSharedMemory.Create(_name, 5_000), second = AioSharedMemory.Open(_name);
        AioSharedMemoryInfo info = AioSharedMemory.List().Single(info => info.Name == _name);
        Assert.Equal(2, info.HandleCount);
        Assert.Equal(5_000, info.Size);
        first.Dispose();
        second.Span[4_999] = 1;
        using (AioSharedMemory third = AioSharedMemory.Open(_name))
            Assert.Equal(1, third.Span[4_999]);
        second.Dispose();
        second.Dispose();
        Assert.Throws<AioContextException>(() => AioSharedMemory.Open(_name));
        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
        using AioSharedMemory again = AioSharedMemory.Create(_name, 10);
        Assert.Equal(0, again.Span[9]);
    }

    [Fact]
    public void Collected_WithoutDispose_FreesTheName()
    {
        MakeAndForget(_name);
        for (int i = 0; i < 10 && AioSharedMemory.List().Any(info => info.Name == _name); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(AioSharedMemory.List(), info => info.Name == _name);
    }

    [Fact]
    public void Unlink_TakesTheNameOnly()
    {
        using AioSharedMemory memory = AioSharedMemory.Create(_name, 10);
        memory.Span[0] = 1;
        Assert.True(memory.Unlink());
        Assert.False(memory.Unlink());
        using AioSharedMemory another = AioSharedMemory.Create(_name, 20);
        Assert.False(memory.Unlink());
        using AioSharedMemory opened = AioSharedMemory.Open(_name);
        Assert.Equal(20, opened.Size);
        Assert.Equal(1, memory.Span[0]);
        using AioSharedMemory unnamed = AioSharedMemory.Create(10);
        Assert.False(unnamed.Unlink());
    }

    [Fact]
    public void Path_OfANamedOne_IsAPrivateFileOfItsBytes()
    {
        using AioSharedMemory memory = AioSharedMemory.Create(_name, 10_001);
        memory.Span.Fill(9);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(memory.Path!));
        Assert.Equal(Enumerable.Repeat((byte)9, 10_001), File.ReadAllBytes(memory.Path!));
        using AioSharedMemory unnamed = AioSharedMemory.Create(10);
        Assert.Null(unnamed.Path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AsStream_ReadsAndWritesInPlace_AndDoesNotGrow(bool isNamed)
    {
        using AioSharedMemory memory = AioSharedMemory.Create(isNamed ? _name : null, 10);
        using Stream stream = memory.AsStream();
        stream.Write([1, 2, 3]);
        Assert.Equal([1, 2, 3, 0], memory.Span[..4].ToArray());
        memory.Span[3] = 4;
        Assert.Equal(4, stream.ReadByte());
        Assert.Equal(10, stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Write(new byte[7]));
        Assert.Throws<NotSupportedException>(() => memory.AsStream(FileAccess.Read).WriteByte(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Members_AfterDispose_ThrowAndNeverCrash(bool isNamed)
    {
        AioSharedMemory memory = AioSharedMemory.Create(isNamed ? _name : null, 10_000);
        Memory<byte> part = memory.GetMemory(5_000, 10);
        Stream stream = memory.AsStream();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => part.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => part.Pin());
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.Throws<ObjectDisposedException>(() => stream.Write(new byte[5]));
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Memory);
        Assert.Throws<ObjectDisposedException>(() => memory.AsStream());
        Assert.Throws<ObjectDisposedException>(() => memory.GetSpan(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Unlink());
        using var queue = new AioQueue<AioSharedMemory>();
        Assert.IsType<ObjectDisposedException>(Assert.Throws<AioSerializationException>(() => queue.TryPut(memory)).InnerException);
    }

    [Fact]
    public void Span_UsedAfterDisposeOfANamedOne_ReadsZeroes()
    {
        AioSharedMemory memory = AioSharedMemory.Create(_name, 10_000);
        Span<byte> stale = memory.Span;
        stale.Fill(1);
        memory.Dispose();
        Assert.False(stale.ContainsAnyExcept((byte)0));
        stale.Fill(2);
    }

    [Fact]
    public async Task Streams_WhileAnotherThreadDisposes_ThrowOrFinish()
    {
        for (int round = 0; round < 20; round++)
        {
            AioSharedMemory memory = AioSharedMemory.Create(_name, 1 << 20);
            Stream stream = memory.AsStream();
            Task writing = Task.Run(
                () =>
                {
                    byte[] bytes = new byte[1 << 20];
                    while (true)
                    {
                        stream.Position = 0;
                        stream.Write(bytes);
                    }
                },
                TestContext.Current.CancellationToken);
            memory.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.InTime());
        }
    }

    [Fact]
    public void GetSpan_OutsideOfIt_IsRefused()
    {
        using AioSharedMemory memory = AioSharedMemory.Create(10);
        Assert.Equal(0, memory.GetSpan(10, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(8, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(-1, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetMemory(0, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetMemory(long.MaxValue, 1));
    }

    [Fact]
    public void Size_AboveTwoGigabytes_IsReachedInParts()
    {
        const long Size = (2L << 30) + 10;
        if (Platform.AvailableMemoryBytes < 4 * Size || new DriveInfo("/dev/shm").AvailableFreeSpace < 2 * Size)
            Assert.Skip("There is too little memory.");
        using AioSharedMemory memory = AioSharedMemory.Create(_name, Size); // Apart from what other tests measure.
        memory.GetSpan(Size - 1, 1)[0] = 5;
        using Stream stream = memory.AsStream();
        stream.Position = Size - 1;
        Assert.Equal(5, stream.ReadByte());
        Assert.Contains("GetSpan", Assert.Throws<InvalidOperationException>(() => memory.Span.Length).Message);
        Assert.Throws<InvalidOperationException>(() => memory.Memory);
    }

    [Fact]
    public void Reference_ToANamedOne_KeepsItWhileItIsOnItsWay()
    {
        using var queue = new AioQueue<AioSharedMemory>();
        AioSharedMemory sent = AioSharedMemory.Create(_name, 100);
        sent.Span[99] = 3;
        queue.Put(sent, TestContext.Current.CancellationToken);
        sent.Dispose();
        using AioSharedMemory got = queue.Get(TestContext.Current.CancellationToken);
        Assert.Equal(3, got.Span[99]);
        Assert.Equal(_name, got.Name);
    }

    [Fact]
    public void Reference_ToANamedOneThatWasReplaced_IsRefused()
    {
        using var queue = new AioQueue<AioSharedMemory>();
        using AioSharedMemory sent = AioSharedMemory.Create(_name, 100);
        queue.Put(sent, TestContext.Current.CancellationToken);
        sent.Unlink();
        using AioSharedMemory another = AioSharedMemory.Create(_name, 100);
        Assert.Contains(_name, Assert.ThrowsAny<AioException>(() => queue.Get(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Manager_AsAnItem_IsRefused()
    {
        using var manager = new AioSharedMemoryManager();
        using var queue = new AioQueue<AioSharedMemoryManager>();
        Assert.Throws<AioSerializationException>(() => queue.TryPut(manager));
    }

    [Fact]
    public void Manager_Disposed_FreesAllThatItMade()
    {
        var manager = new AioSharedMemoryManager();
        AioSharedMemory named = manager.SharedMemory(_name, 10), unnamed = manager.SharedMemory(10), early = manager.SharedMemory(5);
        AioValue<int> value = manager.Value(3);
        AioArray<int> array = manager.Array<int>(3);
        AioSharedList list = manager.SharedList([1, "two"]);
        using AioSharedMemory opened = AioSharedMemory.Open(_name);
        Assert.Equal(3, value.Value);
        early.Dispose();
        manager.Dispose();
        manager.Dispose();
        Assert.Throws<ObjectDisposedException>(() => named.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => unnamed.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => value.Value);
        Assert.Throws<ObjectDisposedException>(() => array[0]);
        Assert.Throws<ObjectDisposedException>(() => list[0]);
        Assert.Throws<ObjectDisposedException>(() => manager.Value(1));
        Assert.Throws<AioContextException>(() => AioSharedMemory.Open(_name));
        opened.Span[9] = 1; // Whoever has it goes on with it.
    }

    // In a method of its own, so that nothing of it is left on the stack.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void MakeAndForget(string name) => AioSharedMemory.Create(name, 10).Span[0] = 1;
}

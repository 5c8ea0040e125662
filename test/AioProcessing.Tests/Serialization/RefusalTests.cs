using System.Linq.Expressions;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using AioProcessing.Serialization;
using static AioProcessing.Tests.Serialization.Payload;

namespace AioProcessing.Tests.Serialization;

public sealed class RefusalTests
{
    private readonly int _fieldOfTest = 1;
    private readonly Stream _streamOfTest = Stream.Null;

    public static TheoryData<Func<object>, string> Unsendable() => new()
    {
        { () => new MemoryStream(), "open stream" },
        { () => TextWriter.Null, "open stream" },
        { () => new HttpClient(), "open connections" },
        { () => new CancellationTokenSource(), "Pass its Token" },
        { () => Task.CompletedTask, "Await it" },
        { () => Task.FromResult(1), "Await it" },
        { () => new ValueTask<object>("x"), "Await it" },
        { () => Thread.CurrentThread, "Leave it out" },
        { () => new Timer(_ => { }), "Start one" },
        { () => new Socket(SocketType.Stream, ProtocolType.Tcp), "send the address" },
        { () => typeof(RefusalTests).Assembly, "describes code" },
        { () => typeof(string).GetMethod(nameof(string.Trim), [])!, "describes code" },
        { () => new Microsoft.Win32.SafeHandles.SafeFileHandle(), "holds a handle" },
        { () => new UserHandle(), "holds a handle" },
        { () => new UserStream(), "open stream" },
        { () => new SemaphoreSlim(1), "AioSemaphore" },
        { () => new ManualResetEvent(false), "AioEvent" },
        { () => (nint)5, "an address" },
        { () => new PointerHolder(), "an address" },
        { () => new Several(), "inline array" },
        { () => new WithPointer(), "whose field 'Where' holds an address" },
        { () => GCHandle.Alloc(new object()), "holds an address" },
        { () => new[] { 1, 2 }.Where(x => x > 1), "ToList()" },
        { () => new Dictionary<string, int>().Keys, "ToList()" },
        { () => new System.Collections.ArrayList { 1 }, "a collection" },
        { () => new List<int>().GetEnumerator(), "enumeration under way" },
        { () => Expression.Constant(1), "Send a delegate" },
        { () => new WeakReference(new object()), "Send the object" },
        { () => new Lazy<int>(1), "Send its Value" },
        { () => new AsyncLocal<int>(), "Send its Value" },
        { () => System.Threading.Channels.Channel.CreateUnbounded<int>(), "AioQueue" },
        { () => new System.ComponentModel.BackgroundWorker(), "private state only the framework can rebuild" },
        { () => new DerivedComponent(), "derives from System.ComponentModel.Component" },
        { () => System.Diagnostics.Process.GetCurrentProcess(), "Send its Id" },
        { () => new TypeDelegator(typeof(int)), "another process cannot find" },
    };

    [Theory]
    [MemberData(nameof(Unsendable), DisableDiscoveryEnumeration = true)]
    public void Write_WhatCannotCross_SaysWhyAndWhatToDo(Func<object> make, string expected)
    {
        object value = make();
        var alone = Assert.Throws<AioSerializationException>(() => BytesOf(value));
        Assert.Contains(expected, alone.Message, StringComparison.Ordinal);
        Assert.Equal(value is PointerHolder ? "Where" : "", alone.MemberPath);
        var inside = Assert.Throws<AioSerializationException>(() => BytesOf(new Outer { Settings = new Inner { Client = value } }));
        Assert.Equal(value is PointerHolder ? "Settings.Client.Where" : "Settings.Client", inside.MemberPath);
        Assert.StartsWith($"'{inside.MemberPath}' cannot cross to another process: it is a ", inside.Message, StringComparison.Ordinal);
        (value as IDisposable)?.Dispose();
    }

    [Fact]
    public void Write_CapturedLocal_IsTheRootOfThePath()
    {
        using var client = new HttpClient();
        var job = new Outer { Settings = new Inner { Client = client } };
        var error = Assert.Throws<AioSerializationException>(() => BytesOfDelegate(() => job.ToString()));
        Assert.Equal("job.Settings.Client", error.MemberPath);
        Assert.Contains("'job.Settings.Client'", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.Net.Http.HttpClient", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_CapturedStreamItself_IsNamedByItsLocal()
    {
        Stream stream = Stream.Null;
        Assert.Equal("stream", Assert.Throws<AioSerializationException>(() => BytesOfDelegate(() => stream.Length)).MemberPath);
    }

    [Fact]
    public void Write_LocalsOfOuterScopes_HaveNoCompilerNamesInTheirPath()
    {
        var outer = new Outer { Settings = new Inner { Client = new MemoryStream() } };
        foreach (int i in new[] { 1 })
        {
            int inner = i;
            Func<string> lambda = () => $"{outer}{inner}";
            Assert.Equal("outer.Settings.Client", Assert.Throws<AioSerializationException>(() => BytesOfDelegate(lambda)).MemberPath);
        }
    }

    [Fact]
    public void Write_CapturedThis_IsCalledThis()
    {
        int local = 1;
        Func<int> withLocal = () => _fieldOfTest + local;
        Assert.Equal("this._streamOfTest", Assert.Throws<AioSerializationException>(() => BytesOfDelegate(withLocal)).MemberPath);
        Assert.Equal("this._streamOfTest", Assert.Throws<AioSerializationException>(() => BytesOfDelegate(() => _fieldOfTest)).MemberPath);
        Assert.NotNull(_streamOfTest);
    }

    [Fact]
    public void Write_DelegateInsideAClosure_ShowsItsTarget()
    {
        var target = new Inner { Client = new MemoryStream() };
        Func<string> callback = target.Show;
        Assert.Equal("callback.Target.Client", Assert.Throws<AioSerializationException>(() => BytesOfDelegate(() => callback())).MemberPath);
    }

    [Fact]
    public void WriteArgument_Refused_IsNamedByTheParameter()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        Func<int, Outer, int> target = Work;
        var job = new Outer { Settings = new Inner { Client = new MemoryStream() } };
        var error = Assert.Throws<AioSerializationException>(() => ValueCodec.WriteArgument(writer, job, target, 1));
        Assert.Equal("job.Settings.Client", error.MemberPath);
        writer.Return();
    }

    [Fact]
    public void WriteArgument_OfExtensionMethodBoundToItsFirst_IsNamedByTheParameter()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        Func<Stream, int> target = "text".Extended;
        Assert.Equal("second", Assert.Throws<AioSerializationException>(() => ValueCodec.WriteArgument(writer, Stream.Null, target, 0)).MemberPath);
        writer.Return();
    }

    [Fact]
    public void WriteArgument_UnmanagedWithPointer_IsNamedByTheParameter()
    {
        PayloadWriter writer = PayloadWriter.Rent();
        Action<nint> target = static address => { };
        Assert.Equal("address", Assert.Throws<AioSerializationException>(() => ValueCodec.WriteArgument(writer, (nint)1, target, 0)).MemberPath);
        writer.Return();
    }

    [Fact]
    public void Write_InsideCollections_ShowsIndexAndKey()
    {
        object?[] array = [1, null, new Inner { Client = Stream.Null }];
        Assert.Equal("[2].Client", Assert.Throws<AioSerializationException>(() => BytesOf(array)).MemberPath);
        var list = new List<Inner> { new(), new() { Client = Stream.Null } };
        Assert.Equal("[1].Client", Assert.Throws<AioSerializationException>(() => BytesOf(list)).MemberPath);
        var dictionary = new Dictionary<string, Inner> { ["ok"] = new(), ["bad"] = new() { Client = Stream.Null } };
        Assert.Equal("[\"bad\"].Client", Assert.Throws<AioSerializationException>(() => BytesOf(dictionary)).MemberPath);
        Assert.Equal("Item2", Assert.Throws<AioSerializationException>(() => BytesOf((1, Stream.Null))).MemberPath);
        Assert.Equal("Name", Assert.Throws<AioSerializationException>(() => BytesOf(new { Name = Stream.Null })).MemberPath);
        Assert.Equal("text", Assert.Throws<AioSerializationException>(() => BytesOf(new Primary(Stream.Null))).MemberPath);
    }

    [Fact]
    public void Write_DeepInAChain_ShowsBothEndsOfThePath()
    {
        Chain first = new() { Bad = Stream.Null };
        for (int i = 0; i < 5000; i++)
            first = new Chain { Next = first };
        string path = Assert.Throws<AioSerializationException>(() => BytesOf(first)).MemberPath;
        Assert.StartsWith("Next.Next.", path, StringComparison.Ordinal);
        Assert.EndsWith(".Next.Bad", path, StringComparison.Ordinal);
        Assert.InRange(path.Length, 50, 300);
    }

    [Fact]
    public void Write_CollectionChangedMeanwhile_SaysWhere()
    {
        var list = new List<object>();
        list.Add(new Meddler(list));
        var error = Assert.Throws<AioSerializationException>(() => BytesOf(new Inner { Client = list }));
        Assert.StartsWith("Client", error.MemberPath, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void Write_AfterARefusal_StartsAfresh()
    {
        Assert.Throws<AioSerializationException>(() => BytesOf(new Inner { Client = Stream.Null }));
        Assert.Equal("x", Copy(new Inner { Client = "x" }).Client);
        Assert.Equal("Client", Assert.Throws<AioSerializationException>(() => BytesOf(new Inner { Client = Stream.Null })).MemberPath);
    }

    private static int Work(int number, Outer job) => number + job.GetHashCode();

    private sealed class Outer
    {
        public Inner? Settings { get; init; }
    }

    private sealed class Inner
    {
        public object? Client { get; init; }

        public string Show() => $"{Client}";
    }

    private sealed class Chain
    {
        public Chain? Next { get; init; }

        public object? Bad { get; init; }
    }

    /// <summary>Changes a list while it is being enumerated.</summary>
    private sealed class Meddler(List<object> list) : AioProcessing.Serialization.IAioHandle
    {
        public void WriteReference(PayloadWriter writer) => list.Add("one more");

        public void ReadReference(ref PayloadReader reader)
        {
        }
    }

    private sealed class Primary(Stream text)
    {
        public override string ToString() => $"{text}";
    }

    private sealed class UserHandle() : SafeHandle(0, true)
    {
        public override bool IsInvalid => true;

        protected override bool ReleaseHandle() => true;
    }

    [System.Runtime.CompilerServices.InlineArray(3)]
    private struct Several
    {
        private string _first;
    }

    private sealed class UserStream : MemoryStream;

    private sealed class DerivedComponent : System.ComponentModel.Component;

#pragma warning disable CS0649 // Never assigned: a null pointer is refused as well.
    private unsafe struct WithPointer
    {
        public int* Where;
    }

    private sealed unsafe class PointerHolder
    {
        public int* Where;
    }
#pragma warning restore CS0649
}

internal static class RefusalExtensions
{
    public static int Extended(this string first, Stream second) => first.Length + (int)second.Length;
}

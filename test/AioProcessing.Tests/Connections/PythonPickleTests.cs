using System.Numerics;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Connections;

/// <summary>Pickles written and read by CPython itself.</summary>
public sealed class PythonPickleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Receive_EveryKindOfData_GoesBackToPythonUnchanged(int protocol)
    {
        using AioListener listener = new(null, null, new() { Protocol = AioConnectionProtocol.Pickle });
        await using Python peer = Python.Start("""
            import pickle, array, decimal, datetime, collections, math
            protocol = int(sys.argv[2])
            shared = [1]
            utc = datetime.timezone.utc
            zone = datetime.timezone(datetime.timedelta(hours=-5, minutes=-30))
            values = [None, True, False, 0, -1, 255, 256, 65536, 2**31, 2**63 - 1, -2**63, 2**64, -10**400, 1.5, float('inf'), '', 'grüß \U0001F600', 'x' * 70000,
                b'', b'\x00\xff', b'y' * 70000, bytearray(b'abc'), [], [1, [2, [3]]], list(range(3000)), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), {}, {'a': 1, 2: None, (1, 'x'): [4]},
                set(), {1, 2}, frozenset(), frozenset('ab'), 1 + 2j, decimal.Decimal('12.50'), decimal.Decimal('-1E-7'),
                datetime.datetime(2024, 2, 29, 23, 59, 58, 123456), datetime.datetime(2024, 2, 29, tzinfo=utc), datetime.datetime(2024, 2, 29, 1, tzinfo=zone),
                datetime.date(1, 1, 1), datetime.time(23, 59, 59, 999999), datetime.timedelta(days=-1, microseconds=1), datetime.timedelta(days=10_000, seconds=3),
                array.array('d', [1.5, -2]), array.array('i', [1, -1]), array.array('l', [2**40]), array.array('H', []), array.array('b', [-1]), [shared, shared]]
            c = Client(sys.argv[1])
            for value in values:
                c.send_bytes(pickle.dumps(value, protocol))
                back = c.recv()
                same = back == value
                kind = bytes if isinstance(value, bytearray) else type(value)
                if isinstance(value, bytearray): same = back == bytes(value)
                assert same and type(back) is kind, (value, back)
            assert back[0] is back[1]
            say('all', len(values))
            """, listener.Address.ToString(), $"{protocol}");
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        await foreach (object? value in server.ReceiveAllAsync<object?>(Token))
            await server.SendAsync(value, Token);

        Assert.Equal("all 52", await peer.HearAsync());
        await peer.EndAsync();
    }

    [Fact]
    public async Task Receive_TypedData_IsWhatWasAskedFor()
    {
        using AioListener listener = new(null, null, new() { Protocol = AioConnectionProtocol.Pickle });
        await using Python peer = Python.Start("""
            import uuid, enum
            c = Client(sys.argv[1])
            c.send([1, 2, 3])
            c.send({'a': (1, 2.5)})
            c.send(uuid.UUID(int=7))
            c.send(2**100)
            c.send(ValueError('bad', 3))
            c.send(os.system)
            identity = c.recv()
            assert identity == uuid.UUID('00112233-4455-6677-8899-aabbccddeeff'), identity
            buffer = c.recv()
            assert type(buffer) is bytearray and buffer == b'\x01\x02', buffer
            error = c.recv()
            assert type(error) is KeyError and error.args == ('k',), error
            """, listener.Address.ToString());
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        Assert.Equal([1, 2, 3], await server.ReceiveAsync<short[]>(Token).AsTask().InTime());
        Assert.Equal((1, 2.5), (await server.ReceiveAsync<Dictionary<string, (int, double)>>(Token).AsTask().InTime())["a"]);
        Assert.Equal(new Guid("00000000-0000-0000-0000-000000000007"), await server.ReceiveAsync<Guid>(Token).AsTask().InTime());
        Assert.Equal(BigInteger.Pow(2, 100), await server.ReceiveAsync<BigInteger>(Token).AsTask().InTime());
        AioPythonObject error = await server.ReceiveAsync<AioPythonObject>(Token).AsTask().InTime();
        Assert.Equal("builtins.ValueError(bad, 3)", error.ToString());
        AioPythonObject function = await server.ReceiveAsync<AioPythonObject>(Token).AsTask().InTime();
        Assert.Equal("posix.system", function.ToString());
        await server.SendAsync(new Guid("00112233-4455-6677-8899-aabbccddeeff"), Token);
        await server.SendAsync(new List<byte> { 1, 2 }, Token);
        await server.SendAsync(new AioPythonObject("builtins", "KeyError", ["k"]), Token);
        await peer.EndAsync();
    }

    [Fact]
    public async Task Records_DataclassesAndNamedTuples_CrossBothWays()
    {
        AioPickleClasses classes = new AioPickleClasses().Add<Plain>("__main__", "Plain").Add<Frozen>("__main__", "Frozen").Add<Pair>("__main__", "Pair", "first", "second");
        using AioListener listener = new(null, null, new() { Protocol = AioConnectionProtocol.Pickle, PickleClasses = classes });
        await using Python peer = Python.Start("""
            import dataclasses, collections
            @dataclasses.dataclass
            class Plain:
                first_name: str
                parts: list
            @dataclasses.dataclass(frozen=True, slots=True)
            class Frozen:
                x: int
                inner: Plain
            Pair = collections.namedtuple('Pair', 'first second')
            c = Client(sys.argv[1])
            for value in (Plain('Ann', [1, 2]), Frozen(3, Plain('Bo', [])), Pair(1, 'two'), [Frozen(4, Plain('C', []))]):
                c.send(value)
                back = c.recv()
                assert back == value and type(back) is type(value), back
            """, listener.Address.ToString());
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        Plain plain = await server.ReceiveAsync<Plain>(Token).AsTask().InTime();
        Assert.Equal("Ann", plain.FirstName);
        await server.SendAsync(plain, Token);
        Frozen frozen = await server.ReceiveAsync<Frozen>(Token).AsTask().InTime();
        Assert.Equal(("Bo", 3), (frozen.Inner.FirstName, frozen.X));
        await server.SendAsync(frozen, Token);
        Pair pair = await server.ReceiveAsync<Pair>(Token).AsTask().InTime();
        Assert.Equal(new Pair(1, "two"), pair);
        await server.SendAsync(pair, Token);
        object list = await server.ReceiveAsync<object>(Token).AsTask().InTime();
        Assert.Equal(4, Assert.IsType<Frozen>(Assert.IsType<List<object?>>(list)[0]).X);
        await server.SendAsync(list, Token);
        await peer.EndAsync();
    }

    [Fact]
    public async Task Manager_OfCPython_AnswersOurRequests()
    {
        byte[] key = "manager key"u8.ToArray();
        await using Python peer = Python.Start("""
            from multiprocessing.managers import BaseManager, DictProxy, MakeProxyType, IteratorProxy
            class Counter:
                def __init__(self, start): self.value = start
                def add(self, n=1):
                    self.value += n
                    return self.value
                def fail(self): raise KeyError('k')
                def items(self): return iter([self.value])
            class Manager(BaseManager): pass
            Manager.register('Counter', Counter, exposed=('add', 'fail', 'items'), method_to_typeid={'items': 'Iterator'})
            Manager.register('Iterator', proxytype=IteratorProxy, create_method=False)
            server = Manager(authkey=b'manager key').get_server()
            say(server.address)
            server.serve_forever()
            """);
        string where = await peer.HearAsync();
        AioConnectionOptions pickle = new() { Protocol = AioConnectionProtocol.Pickle };

        async Task<(string Kind, object? Value)> AskAsync(AioConnection connection, string? ident, string name, object?[] arguments, Dictionary<string, object>? names = null)
        {
            await connection.SendAsync(new object?[] { ident, name, arguments, names ?? [] }, Token);
            return await connection.ReceiveAsync<(string, object?)>(Token).AsTask().InTime();
        }

        async Task<(string Kind, object? Value)> AskOnceAsync(string name, params object?[] arguments)
        {
            using AioConnection once = await AioConnection.ConnectAsync(where, key, pickle, Token).InTime();
            return await AskAsync(once, null, name, arguments);
        }

        Assert.Equal(("#RETURN", null), await AskOnceAsync("dummy"));
        (_, object? created) = await AskOnceAsync("create", "Counter", 5);
        string ident = (string)((object?[])created!)[0]!;
        using AioConnection calls = await AioConnection.ConnectAsync(where, key, pickle, Token).InTime();
        Assert.Equal(("#RETURN", null), await AskAsync(calls, null, "accept_connection", ["ours"]));
        Assert.Equal(("#RETURN", 6L), await AskAsync(calls, ident, "add", []));
        Assert.Equal(("#RETURN", 16L), await AskAsync(calls, ident, "add", [], new() { ["n"] = 10 }));
        (string kind, object? error) = await AskAsync(calls, ident, "fail", []);
        Assert.Equal(("#ERROR", "builtins.KeyError(k)"), (kind, error!.ToString()));
        (kind, object? proxy) = await AskAsync(calls, ident, "items", []);
        Assert.Equal("#PROXY", kind);
        var token = Assert.IsType<AioPythonObject>(((object?[])proxy!)[1]);
        string iterator = (string)((object?[])token.State!)[2]!;
        Assert.Equal(("#RETURN", 16L), await AskAsync(calls, iterator, "__next__", []));
        Assert.Equal("builtins.StopIteration()", (await AskAsync(calls, iterator, "__next__", [])).Value!.ToString());
        Assert.Equal("#TRACEBACK", (await AskAsync(calls, ident, "secret", [])).Kind);
        Assert.Equal("#RETURN", (await AskOnceAsync("shutdown")).Kind);
    }

    private sealed record Plain(string FirstName, List<int> Parts);

    private sealed record Frozen(int X, Plain Inner);

    private sealed record Pair(int First, string Second);
}

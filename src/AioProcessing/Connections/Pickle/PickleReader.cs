using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace AioProcessing.Connections;

/// <summary>The pickle machine, without its power: it makes plain data, and <see cref="AioPythonObject"/> where Python would look a name up and call what it finds.</summary>
/// <remarks>
/// Not recursive, so that depth costs no stack. Every length is checked against what is left before memory is taken, and an instruction of n bytes makes objects
/// of a bounded multiple of n.
/// </remarks>
internal ref struct PickleReader
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private Dictionary<uint, object?>? _memo;
    private int _at;

    private PickleReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>
    /// None = null, int = long or BigInteger, float = double, str = string, bytes and bytearray = byte[], list = List, tuple = object[], dict = Dictionary, set = HashSet,
    /// frozenset = FrozenSet (all of object), array.array = array of its number type, datetime.* and Decimal = their counterparts.
    /// </summary>
    /// <exception cref="AioSerializationException">The bytes are no pickle, or one of a kind that is not read.</exception>
    public static object? Read(ReadOnlySpan<byte> bytes)
    {
        PickleReader reader = new(bytes);
        try
        {
            while (true)
            {
                Opcode opcode = (Opcode)reader.Byte();
                if (opcode == Opcode.Stop)
                    break;
                reader.Execute(opcode);
            }
            object? value = reader.Pop();
            return reader._at == bytes.Length ? value : throw reader.Damaged($"{bytes.Length - reader._at} bytes are left over");
        }
        catch (Exception exception) when (exception is InvalidCastException or ArgumentException or OverflowException or FormatException)
        {
            // What an instruction found was not what it is made for.
            throw reader.Damaged(exception.Message, exception);
        }
    }

    private void Execute(Opcode opcode)
    {
        if (!TryConstant(opcode) && !TryStack(opcode) && !TryCollection(opcode) && !TryObject(opcode))
            throw Damaged($"instruction {(byte)opcode:x2} is not known, or not of protocols 2 to 5");
    }

    private bool TryConstant(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.None: Push(null); return true;
            case Opcode.True: Push(true); return true;
            case Opcode.False: Push(false); return true;
            case Opcode.Int1: Push((long)Byte()); return true;
            case Opcode.Int2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); return true;
            case Opcode.Int: Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); return true;
            case Opcode.Long1: Push(Integer(Take(Byte()))); return true;
            case Opcode.Long4: Push(Integer(Take(Length4()))); return true;
            case Opcode.Float: Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); return true;
            case Opcode.Unicode1: Push(Text(Take(Byte()))); return true;
            case Opcode.Unicode: Push(Text(Take(Length4()))); return true;
            case Opcode.Unicode8: Push(Text(Take(Length8()))); return true;
            case Opcode.Bytes1: Push(Take(Byte()).ToArray()); return true;
            case Opcode.Bytes: Push(Take(Length4()).ToArray()); return true;
            case Opcode.Bytes8 or Opcode.ByteArray8: Push(Take(Length8()).ToArray()); return true;
            default: return false;
        }
    }

    private bool TryStack(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Protocol:
                int protocol = Byte();
                return protocol is >= 2 and <= 5 ? true : throw Damaged($"protocol {protocol} is not read, only 2 to 5");
            case Opcode.Frame: _ = Length8(); return true;
            case Opcode.Mark: _marks.Add(_stack.Count); return true;
            case Opcode.Pop:
                if (_marks.Count > 0 && _marks[^1] == _stack.Count)
                    _marks.RemoveAt(_marks.Count - 1);
                else
                    _ = Pop();
                return true;
            case Opcode.PopMark: _ = PopToMark(); return true;
            case Opcode.Duplicate: Push(Top()); return true;
            case Opcode.Memoize: Memo[(uint)Memo.Count] = Top(); return true;
            case Opcode.Put1: Memo[Byte()] = Top(); return true;
            case Opcode.Put4: Memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); return true;
            case Opcode.Get1: Push(Remembered(Byte())); return true;
            case Opcode.Get4: Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); return true;
            case Opcode.ReadOnlyBuffer: return true;
            default: return false;
        }
    }

    private bool TryCollection(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.EmptyTuple: Push(Array.Empty<object?>()); return true;
            case Opcode.Tuple1: Push(PopMany(1)); return true;
            case Opcode.Tuple2: Push(PopMany(2)); return true;
            case Opcode.Tuple3: Push(PopMany(3)); return true;
            case Opcode.Tuple: Push(PopToMark()); return true;
            case Opcode.EmptyList: Push(new List<object?>()); return true;
            case Opcode.List: Push(new List<object?>(PopToMark())); return true;
            case Opcode.Append: Collect([Pop()]); return true;
            case Opcode.Appends: Collect(PopToMark()); return true;
            case Opcode.EmptyDict: Push(NewDictionary()); return true;
            case Opcode.Dict: Push(Fill(NewDictionary(), PopToMark())); return true;
            case Opcode.SetItem:
                object?[] pair = PopMany(2);
                _ = Fill(Below<Dictionary<object, object?>>(), pair);
                return true;
            case Opcode.SetItems:
                object?[] pairs = PopToMark();
                _ = Fill(Below<Dictionary<object, object?>>(), pairs);
                return true;
            case Opcode.EmptySet: Push(new HashSet<object?>(PickleKeys.Instance)); return true;
            case Opcode.AddItems:
                object?[] items = PopToMark();
                Below<HashSet<object?>>().UnionWith(items);
                return true;
            case Opcode.FrozenSet: Push(PopToMark().ToFrozenSet(PickleKeys.Instance)); return true;
            default: return false;
        }
    }

    private bool TryObject(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Global: Push(new AioPythonObject(Line(), Line())); return true;
            case Opcode.StackGlobal:
                object?[] names = PopMany(2);
                Push(new AioPythonObject((string)names[0]!, (string)names[1]!));
                return true;
            case Opcode.Reduce or Opcode.NewObject:
                object?[] call = PopMany(2);
                Push(PickleGlobals.Call(Callee(call[0]), (object?[])call[1]!));
                return true;
            case Opcode.NewObjectWithNames:
                object?[] named = PopMany(3);
                if (named[2] is not Dictionary<object, object?> { Count: 0 })
                    throw Damaged("an object is made with named arguments, which is not supported");
                Push(PickleGlobals.Call(Callee(named[0]), (object?[])named[1]!));
                return true;
            case Opcode.Build:
                object? state = Pop();
                Below<AioPythonObject>().State = state;
                return true;
            default: return false;
        }
    }

    private Dictionary<uint, object?> Memo => _memo ??= [];

    private readonly AioPythonObject Callee(object? value) =>
        value is AioPythonObject { Arguments: null } callee ? callee : throw Damaged($"a {value?.GetType().Name ?? "None"} is called");

    private readonly void Push(object? value) => _stack.Add(value);

    private readonly object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private readonly object? Top() => _stack.Count > Floor ? _stack[^1] : throw Damaged("a value is missing");

    private readonly int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private readonly T Below<T>()
        where T : class => Top() as T ?? throw Damaged($"a {typeof(T).Name} was to be filled, and there is a {Top()?.GetType().Name ?? "None"}");

    private readonly object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
            throw Damaged("a value is missing");
        object?[] values = CollectionsMarshal.AsSpan(_stack)[^count..].ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private readonly object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Damaged("a mark is missing");
        object?[] values = PopMany(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private readonly object? Remembered(uint index) =>
        _memo is not null && _memo.TryGetValue(index, out object? value) ? value : throw Damaged($"value {index} was not remembered");

    private readonly void Collect(object?[] items)
    {
        // A class of lists that is not known has its items beside its state.
        if (Top() is AioPythonObject unknown)
            (unknown.Items ??= []).AddRange(items);
        else
            Below<List<object?>>().AddRange(items);
    }

    private static Dictionary<object, object?> NewDictionary() => new(PickleKeys.Instance);

    private readonly Dictionary<object, object?> Fill(Dictionary<object, object?> dictionary, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
            throw Damaged("a key has no value");
        for (int i = 0; i < pairs.Length; i += 2)
            dictionary[pairs[i] ?? throw Damaged("a dict has the key None, which no .NET dictionary can have")] = pairs[i + 1];
        return dictionary;
    }

    private byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged("the bytes end early");

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _at))
            throw Damaged($"{count} bytes were announced, and {_bytes.Length - _at} are left");
        ReadOnlySpan<byte> taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private int Length4() => Checked(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));

    private int Length8() => Checked(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    private readonly int Checked(ulong length) =>
        length <= (ulong)(_bytes.Length - _at) ? (int)length : throw Damaged($"{length} bytes were announced, and {_bytes.Length - _at} are left");

    private string Line()
    {
        int end = _bytes[_at..].IndexOf((byte)'\n');
        if (end < 0)
            throw Damaged("a name has no end");
        string line = Text(Take(end));
        _at++;
        return line;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => s_utf8.GetString(utf8);

    private static object Integer(ReadOnlySpan<byte> littleEndian)
    {
        BigInteger value = new(littleEndian);
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private readonly AioSerializationException Damaged(string finding, Exception? cause = null) =>
        new($"The message is no pickle that can be read: {finding} (byte {_at} of {_bytes.Length}).", inner: cause);
}

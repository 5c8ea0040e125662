using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AioProcessing.Connections;

/// <summary>Values as a pickle of protocol 4, which every Python from 3.4 on reads. What is shared here is shared there.</summary>
internal sealed class PickleWriter(IBufferWriter<byte> to, AioPickleClasses? classes)
{
    private const int MaxDepth = 256;

    private static readonly Type[] s_sets =
        [typeof(HashSet<>), typeof(SortedSet<>), typeof(System.Collections.Immutable.ImmutableHashSet<>), typeof(System.Collections.Immutable.ImmutableSortedSet<>)];

    private readonly PickleOutput _out = new(to);
    private readonly Dictionary<object, int> _memo = new(ReferenceEqualityComparer.Instance);
    private int _memoCount;
    private int _depth;

    /// <exception cref="AioSerializationException">The value has no counterpart in Python.</exception>
    public void WriteMessage(object? value)
    {
        _out.Write(Opcode.Protocol, (byte)4);
        Write(value);
        _out.Write(Opcode.Stop);
    }

    private void Write(object? value)
    {
        if (WriteScalar(value))
            return;
        if (_memo.TryGetValue(value!, out int index))
        {
            if (index < 0)
                throw new AioSerializationException($"A {value!.GetType()} contains itself, and cannot do so in Python: only lists, dictionaries and sets can.");
            _out.Write(Opcode.Get4, index);
            return;
        }
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new AioSerializationException($"A value nested more than {MaxDepth} levels deep cannot be sent to Python. Send it flatter.");
        WriteCollection(value!);
        _depth--;
    }

    private bool WriteScalar(object? value)
    {
        switch (value)
        {
            case null: _out.Write(Opcode.None); return true;
            case bool flag: _out.Write(flag ? Opcode.True : Opcode.False); return true;
            case byte or sbyte or short or ushort or int or uint or long: _out.Write(Convert.ToInt64(value, CultureInfo.InvariantCulture)); return true;
            case ulong or Int128 or UInt128 or BigInteger: _out.Write(Big(value)); return true;
            case double number: _out.Write(number); return true;
            case float number: _out.Write(number); return true;
            case Half number: _out.Write((double)number); return true;
            case string text: _out.Write(text); return true;
            case char character: _out.Write(character.ToString()); return true;
            // To a pattern an sbyte[] is a byte[] too.
            case byte[] bytes when value.GetType() == typeof(byte[]): _out.Write(bytes); return true;
            case ReadOnlyMemory<byte> bytes: _out.Write(bytes.Span); return true;
            case Enum number: _out.Write(Convert.ToInt64(number, CultureInfo.InvariantCulture)); return true;
            case decimal number: Call("decimal", "Decimal", number.ToString(CultureInfo.InvariantCulture)); return true;
            case Guid id: Call("uuid", "UUID", id.ToString()); return true;
            case Complex number: Call("builtins", "complex", number.Real, number.Imaginary); return true;
            case DateTime time: Call("datetime", "datetime", PickleTimes.Pack(time)); return true;
            case DateOnly date: Call("datetime", "date", PickleTimes.Pack(date)); return true;
            case TimeOnly time: Call("datetime", "time", PickleTimes.Pack(time)); return true;
            case TimeSpan span: WriteSpan(span); return true;
            case DateTimeOffset time: WriteTime(time); return true;
            default: return false;
        }
    }

    private void WriteCollection(object value)
    {
        Type type = value.GetType();
        switch (value)
        {
            case Memory<byte> or List<byte> or ArraySegment<byte>:
                // What can change is a bytearray there; an array is bytes, as everybody expects.
                Call("builtins", "bytearray", value switch { Memory<byte> memory => memory.ToArray(), List<byte> list => [.. list], _ => ((ArraySegment<byte>)value).ToArray() });
                break;
            case Array array when PickleArrays.TryDescribe(array, out char letter, out ReadOnlySpan<byte> memory):
                WriteArray(letter, memory);
                break;
            case object?[] tuple when type == typeof(object[]):
                WriteUnsharable(value, () => WriteTuple(tuple));
                break;
            case ITuple tuple:
                WriteUnsharable(value, () => WriteTuple([.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])]));
                break;
            case IDictionary dictionary:
                Open(value, Opcode.EmptyDict);
                foreach (DictionaryEntry pair in dictionary)
                {
                    Write(pair.Key);
                    Write(pair.Value);
                }
                _out.Write(Opcode.SetItems);
                return;
            case AioPythonObject instance:
                WriteUnsharable(value, () => WriteInstance(instance));
                break;
            case Array { Rank: > 1 }:
                throw new AioSerializationException($"A {type} cannot be sent to Python: only arrays of one dimension can. Send an array of arrays, or the numbers and the shape.");
            default:
                if (classes?.Find(type) is { } record)
                    WriteUnsharable(value, () => WriteInstance(new AioPythonObject(record.Module, record.Name, record.ValuesOf(value))));
                else
                    WriteItems(value, type);
                return;
        }
    }

    private void WriteItems(object value, Type type)
    {
        if (value is not IEnumerable items)
            throw new AioSerializationException($"A {type} cannot be sent to Python: it is no data, and no class there is registered for it. Register one with AioPickleClasses.Add.");
        if (IsFrozenSet(type))
        {
            WriteUnsharable(value, () => WriteMarked(items, Opcode.FrozenSet));
            return;
        }
        bool isSet = type.IsGenericType && s_sets.Contains(type.GetGenericTypeDefinition());
        Open(value, isSet ? Opcode.EmptySet : Opcode.EmptyList);
        foreach (object? item in items)
            Write(item);
        _out.Write(isSet ? Opcode.AddItems : Opcode.Appends);
    }

    /// <summary>Remembered before its content is written, which may refer to it.</summary>
    private void Open(object value, Opcode empty)
    {
        _out.Write(empty);
        Remember(value);
        _out.Write(Opcode.Mark);
    }

    /// <summary>What Python makes in one piece of its content can be remembered only afterwards.</summary>
    private void WriteUnsharable(object value, Action write)
    {
        bool isReference = !value.GetType().IsValueType;
        if (isReference)
            _memo[value] = -1;
        write();
        if (isReference)
            Remember(value);
    }

    private void Remember(object value)
    {
        _memo[value] = _memoCount++;
        _out.Write(Opcode.Memoize);
    }

    private void WriteTuple(IReadOnlyList<object?> items)
    {
        if (items.Count > 0)
            WriteMarked(items, Opcode.Tuple);
        else
            _out.Write(Opcode.EmptyTuple);
    }

    private void WriteMarked(IEnumerable items, Opcode end)
    {
        _out.Write(Opcode.Mark);
        foreach (object? item in items)
            Write(item);
        _out.Write(end);
    }

    private void WriteInstance(AioPythonObject instance)
    {
        WriteName(instance.Module, instance.Name);
        if (instance.Arguments is not null)
        {
            WriteTuple(instance.Arguments);
            _out.Write(Opcode.Reduce);
        }
        if (instance.Items is not null)
            WriteMarked(instance.Items, Opcode.Appends);
        if (instance.State is null)
            return;
        Write(instance.State);
        _out.Write(Opcode.Build);
    }

    private void WriteArray(char letter, ReadOnlySpan<byte> memory)
    {
        WriteName("array", "array");
        _out.Write(letter.ToString());
        _out.Write(memory);
        _out.Write(Opcode.Tuple2);
        _out.Write(Opcode.Reduce);
    }

    private void WriteSpan(TimeSpan span)
    {
        long microseconds = span.Ticks / TimeSpan.TicksPerMicrosecond;
        const long OfDay = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond, OfSecond = 1_000_000;
        long days = (long)Math.Floor((decimal)microseconds / OfDay);
        long rest = microseconds - (days * OfDay);
        Call("datetime", "timedelta", days, rest / OfSecond, rest % OfSecond);
    }

    private void WriteTime(DateTimeOffset time)
    {
        WriteName("datetime", "datetime");
        _out.Write(PickleTimes.Pack(time.DateTime));
        WriteName("datetime", "timezone");
        WriteSpan(time.Offset);
        _out.Write(Opcode.Tuple1);
        _out.Write(Opcode.Reduce);
        _out.Write(Opcode.Tuple2);
        _out.Write(Opcode.Reduce);
    }

    private void Call(string module, string name, params ReadOnlySpan<object> arguments)
    {
        WriteName(module, name);
        _out.Write(Opcode.Mark);
        foreach (object argument in arguments)
            _ = WriteScalar(argument);
        _out.Write(Opcode.Tuple);
        _out.Write(Opcode.Reduce);
    }

    private void WriteName(string module, string name)
    {
        _out.Write(module);
        _out.Write(name);
        _out.Write(Opcode.StackGlobal);
    }

    private static bool IsFrozenSet(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(System.Collections.Frozen.FrozenSet<>))
                return true;
        }
        return false;
    }

    private static BigInteger Big(object value) => value switch
    {
        ulong number => number,
        Int128 number => number,
        UInt128 number => number,
        _ => (BigInteger)value,
    };
}

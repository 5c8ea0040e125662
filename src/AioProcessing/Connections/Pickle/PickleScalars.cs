using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AioProcessing.Connections;

/// <summary>Single values from Python's types to those of .NET: never with a loss of digits, but for floats asked for as a smaller kind.</summary>
internal static class PickleScalars
{
    /// <summary>False when the target is no type of single values that this value can be.</summary>
    /// <exception cref="AioSerializationException">The value does not fit in the range.</exception>
    public static bool TryConvert(object value, Type target, [NotNullWhen(true)] out object? result)
    {
        try
        {
            result = Convert(value, target);
            return result is not null;
        }
        catch (OverflowException exception)
        {
            throw new AioSerializationException($"The int {value} does not fit in {target}.", inner: exception);
        }
    }

    public static string PythonName(object? value) => value switch
    {
        null => "None",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        byte[] when value.GetType() == typeof(byte[]) => "bytes",
        object?[] => "tuple",
        Array => "array.array",
        List<object?> => "list",
        Dictionary<object, object?> => "dict",
        HashSet<object?> => "set",
        FrozenSet<object?> => "frozenset",
        AioPythonObject instance => $"{instance.Module}.{instance.Name}",
        _ => value.GetType().Name,
    };

    private static object? Convert(object value, Type target) => value switch
    {
        long number => FromInteger(number, target),
        BigInteger number => FromInteger(number, target),
        double number => Type.GetTypeCode(target) switch
        {
            TypeCode.Double => value,
            TypeCode.Single => (float)number,
            _ => target == typeof(Half) ? (Half)number : null,
        },
        bool => target == typeof(bool) ? value : null,
        string text => target == typeof(string) ? value : target == typeof(char) && text.Length == 1 ? text[0] : null,
        // To a pattern an sbyte[] is a byte[] too.
        byte[] bytes when value.GetType() == typeof(byte[]) => FromBytes(bytes, target),
        decimal => target == typeof(decimal) ? value : null,
        DateTimeOffset time => target == typeof(DateTimeOffset) ? value : target == typeof(DateTime) ? time.UtcDateTime : null,
        AioPythonObject { Module: "uuid", Name: "UUID" } id when target == typeof(Guid) => GuidOf(id),
        _ => target.IsValueType && target.IsInstanceOfType(value) ? value : null,
    };

    private static object? FromInteger(BigInteger value, Type target)
    {
        if (target.IsEnum)
            return Enum.ToObject(target, (long)value);
        if (target == typeof(BigInteger))
            return value;
        if (target == typeof(Int128))
            return (Int128)value;
        if (target == typeof(UInt128))
            return (UInt128)value;
        return Type.GetTypeCode(target) switch
        {
            TypeCode.Byte => (byte)value,
            TypeCode.SByte => (sbyte)value,
            TypeCode.Int16 => (short)value,
            TypeCode.UInt16 => (ushort)value,
            TypeCode.Int32 => (int)value,
            TypeCode.UInt32 => (uint)value,
            TypeCode.Int64 => (long)value,
            TypeCode.UInt64 => (ulong)value,
            TypeCode.Decimal => (decimal)value,
            TypeCode.Single => (float)value,
            TypeCode.Double => (double)value,
            _ => null,
        };
    }

    private static object? FromBytes(byte[] bytes, Type target)
    {
        if (target == typeof(byte[]))
            return bytes;
        if (target == typeof(Memory<byte>))
            return new Memory<byte>(bytes);
        if (target == typeof(ReadOnlyMemory<byte>))
            return new ReadOnlyMemory<byte>(bytes);
        if (target == typeof(ArraySegment<byte>))
            return new ArraySegment<byte>(bytes);
        return target == typeof(List<byte>) ? new List<byte>(bytes) : null;
    }

    // By its call here; by its state, which is one large number, from Python.
    private static object? GuidOf(AioPythonObject id) => (id.State, id.Arguments) switch
    {
        (Dictionary<object, object?> state, _) when state.GetValueOrDefault("int") is { } number =>
            new Guid(Bytes16(number is long small ? small : (BigInteger)number), bigEndian: true),
        (null, [string hex]) => Guid.Parse(hex),
        _ => null,
    };

    private static byte[] Bytes16(BigInteger number)
    {
        byte[] bytes = new byte[16];
        byte[] significant = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        significant.CopyTo(bytes.AsSpan(bytes.Length - significant.Length));
        return bytes;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AioProcessing.Memory;

/// <summary>What an item of a list is, and how it becomes bytes: its kind and its exact length, so that nothing is lost at either end.</summary>
internal static class ListItem
{
    // In shared memory: numbers are never given a second meaning.
    private enum Kind : byte
    {
        Null,
        False,
        True,
        SByte,
        Byte,
        Int16,
        UInt16,
        Int32,
        UInt32,
        Int64,
        UInt64,
        Char,
        Single,
        Double,
        Decimal,
        Bytes,
        Utf8,
        Utf16,
    }

    /// <summary>The kind and the bytes of an item.</summary>
    /// <exception cref="ArgumentException">It is of a type that a list cannot hold.</exception>
    public static (byte Kind, byte[] Bytes) Encode(object? item)
    {
        (Kind kind, byte[] bytes) = item switch
        {
            null => (Kind.Null, []),
            bool value => (value ? Kind.True : Kind.False, []),
            sbyte value => (Kind.SByte, Raw(value)),
            byte value => (Kind.Byte, Raw(value)),
            short value => (Kind.Int16, Raw(value)),
            ushort value => (Kind.UInt16, Raw(value)),
            int value => (Kind.Int32, Raw(value)),
            uint value => (Kind.UInt32, Raw(value)),
            long value => (Kind.Int64, Raw(value)),
            ulong value => (Kind.UInt64, Raw(value)),
            char value => (Kind.Char, Raw(value)),
            float value => (Kind.Single, Raw(value)),
            double value => (Kind.Double, Raw(value)),
            decimal value => (Kind.Decimal, Raw(value)),
            byte[] value => (Kind.Bytes, value),
            string value => Encode(value),
            _ => throw new ArgumentException(
                $"A shared list cannot hold a {item.GetType()}: it holds numbers, bool, char, string, byte[] and null. Turn it into one of these, or use an AioArray or an AioQueue.", nameof(item)),
        };
        return ((byte)kind, bytes);
    }

    /// <exception cref="AioContextException">No list of this build wrote that.</exception>
    public static object? Decode(byte kind, ReadOnlySpan<byte> bytes) => (Kind)kind switch
    {
        Kind.Null => null,
        Kind.False => false,
        Kind.True => true,
        Kind.SByte => MemoryMarshal.Read<sbyte>(bytes),
        Kind.Byte => bytes[0],
        Kind.Int16 => MemoryMarshal.Read<short>(bytes),
        Kind.UInt16 => MemoryMarshal.Read<ushort>(bytes),
        Kind.Int32 => MemoryMarshal.Read<int>(bytes),
        Kind.UInt32 => MemoryMarshal.Read<uint>(bytes),
        Kind.Int64 => MemoryMarshal.Read<long>(bytes),
        Kind.UInt64 => MemoryMarshal.Read<ulong>(bytes),
        Kind.Char => MemoryMarshal.Read<char>(bytes),
        Kind.Single => MemoryMarshal.Read<float>(bytes),
        Kind.Double => MemoryMarshal.Read<double>(bytes),
        Kind.Decimal => MemoryMarshal.Read<decimal>(bytes),
        Kind.Bytes => bytes.ToArray(),
        Kind.Utf8 => Encoding.UTF8.GetString(bytes),
        Kind.Utf16 => new string(MemoryMarshal.Cast<byte, char>(bytes)),
        _ => throw new AioContextException($"An item of a shared list cannot be read: its kind is {kind}, which this build does not know. The list is damaged, or another build wrote it."),
    };

    // UTF-8 where it can say what the string is; a lone surrogate it cannot.
    private static (Kind Kind, byte[] Bytes) Encode(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        return Encoding.UTF8.GetString(bytes) == value ? (Kind.Utf8, bytes) : (Kind.Utf16, MemoryMarshal.AsBytes(value.AsSpan()).ToArray());
    }

    private static byte[] Raw<T>(T value)
        where T : unmanaged
    {
        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        MemoryMarshal.Write(bytes, value);
        return bytes;
    }
}

using System.Runtime.InteropServices;

namespace AioProcessing.Connections;

/// <summary>Arrays of numbers, as Python's <c>array.array</c>: their memory as it is, least significant byte first.</summary>
internal static class PickleArrays
{
    // Letter; the number by which Python's reconstructor names the memory format. Where long has four bytes (Windows), 'l' comes with the format of 'i'.
    private static readonly (char Letter, int Format, Func<int, Array> Make)[] s_kinds =
    [
        ('B', 0, static length => new byte[length]),
        ('b', 1, static length => new sbyte[length]),
        ('H', 2, static length => new ushort[length]),
        ('h', 4, static length => new short[length]),
        ('I', 6, static length => new uint[length]),
        ('i', 8, static length => new int[length]),
        ('Q', 10, static length => new ulong[length]),
        ('q', 12, static length => new long[length]),
        ('L', 10, static length => new ulong[length]),
        ('l', 12, static length => new long[length]),
        ('f', 14, static length => new float[length]),
        ('d', 16, static length => new double[length]),
    ];

    /// <summary>Null when the arguments are none of an array of numbers. A format of most significant byte first is among those.</summary>
    public static Array? Read(object?[] arguments) => arguments switch
    {
        [string { Length: 1 } letter, byte[] memory] => OfMemory(KindOf(letter[0]), memory),
        [AioPythonObject, string { Length: 1 }, long format, byte[] memory] => OfMemory(s_kinds.FirstOrDefault(kind => kind.Format == format).Make, memory),
        [string { Length: 1 } letter, List<object?> items] when KindOf(letter[0]) is { } make => (Array)new PickleBinder(null).Bind(items, make(0).GetType())!,
        _ => null,
    };

    /// <summary>False when the elements are not numbers of a kind that Python's arrays have. Bytes are not among them: they are bytes.</summary>
    public static bool TryDescribe(Array array, out char letter, out ReadOnlySpan<byte> memory)
    {
        letter = s_kinds.FirstOrDefault(kind => kind.Make(0).GetType() == array.GetType()).Letter;
        memory = default;
        if (letter == 0 || array.Rank != 1 || !BitConverter.IsLittleEndian)
            return false;
        memory = MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));
        return true;
    }

    private static Func<int, Array>? KindOf(char letter) => s_kinds.FirstOrDefault(kind => kind.Letter == letter).Make;

    private static Array? OfMemory(Func<int, Array>? make, byte[] memory)
    {
        if (make is null || !BitConverter.IsLittleEndian)
            return null;
        int size = Buffer.ByteLength(make(1));
        if (memory.Length % size != 0)
            return null;
        Array array = make(memory.Length / size);
        Buffer.BlockCopy(memory, 0, array, 0, memory.Length);
        return array;
    }
}

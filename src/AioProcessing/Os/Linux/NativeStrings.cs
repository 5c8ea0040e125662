using System.Runtime.InteropServices;
using System.Text;

namespace AioProcessing.Os.Linux;

/// <summary>A null-terminated array of C strings in one native block, as exec wants it.</summary>
internal readonly unsafe ref struct NativeStrings
{
    public NativeStrings(IReadOnlyList<string> strings)
    {
        int pointersSize = (strings.Count + 1) * sizeof(byte*);
        int size = pointersSize;
        for (int i = 0; i < strings.Count; i++)
            size += Encoding.UTF8.GetByteCount(strings[i]) + 1;
        byte* block = (byte*)NativeMemory.Alloc((nuint)size);
        Pointers = (byte**)block;
        byte* next = block + pointersSize;
        for (int i = 0; i < strings.Count; i++)
        {
            Pointers[i] = next;
            next += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, (int)(block + size - next)));
            *next++ = 0;
        }
        Pointers[strings.Count] = null;
    }

    public byte** Pointers { get; }

    public void Dispose() => NativeMemory.Free(Pointers);
}

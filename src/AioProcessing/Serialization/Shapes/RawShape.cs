using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AioProcessing.Serialization;

/// <summary>A value type without references: its memory as it is.</summary>
internal sealed class RawShape : Shape
{
    private readonly RuntimeTypeHandle _handle;

    // A Nullable<T> is a flag, then a T at the end. In a box it is a T, or no box.
    private readonly int _nullableValueSize;

    public RawShape(Type type) : base(type)
    {
        _handle = type.TypeHandle;
        Size = RuntimeHelpers.SizeOf(_handle);
        _nullableValueSize = Nullable.GetUnderlyingType(type) is { } inner ? RuntimeHelpers.SizeOf(inner.TypeHandle) : 0;
    }

    public int Size { get; }

    public override void Write(GraphWriter to, object? value)
    {
        if (_nullableValueSize == 0)
            to.To.WriteBytes(MemoryMarshal.CreateReadOnlySpan(ref DataOf(value!), Size));
        else
            WriteNullable(to.To, value);
    }

    private void WriteNullable(PayloadWriter to, object? value)
    {
        Span<byte> memory = to.GetSpan(Size)[..Size];
        memory.Clear();
        if (value is not null)
        {
            memory[0] = 1;
            MemoryMarshal.CreateReadOnlySpan(ref DataOf(value), _nullableValueSize).CopyTo(memory[^_nullableValueSize..]);
        }
        to.Advance(Size);
    }

    public override object? Read(ref PayloadReader from, int id) =>
        RuntimeHelpers.Box(ref MemoryMarshal.GetReference(from.ReadBytes(Size)), _handle);

    /// <summary>The memory inside a box.</summary>
    public static ref byte DataOf(object boxed) => ref Unsafe.As<Box>(boxed).First;

    private sealed class Box
    {
        public byte First;
    }
}

namespace AioProcessing.Core.Machines;

/// <summary>Which object, in which generation: it names the object without keeping it.</summary>
/// <remarks><code>
///   0            31 32           63
///   +---------------+---------------+
///   | index + 1     | generation    |   0 = none
///   +---------------+---------------+
/// </code></remarks>
internal readonly record struct ObjectInstance(ulong Bits)
{
    public ObjectInstance(int index, uint generation) : this((uint)(index + 1) | ((ulong)generation << 32))
    {
    }

    public int Index => (int)(uint)Bits - 1;

    public uint Generation => (uint)(Bits >> 32);

    public static ObjectInstance Of(SharedObject known) => new(known.Index, known.Generation);
}

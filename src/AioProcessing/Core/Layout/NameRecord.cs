using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AioProcessing.Core.Layout;

/// <summary>What an object is called, and what it was made as. One for each object header; only those of named objects are ever touched.</summary>
/// <remarks><code>
///   0             4             8            112                256
///   +-------------+-------------+------------+------------------+
///   | name length | label length| name, UTF-8| label, UTF-8     |
///   +-------------+-------------+------------+------------------+
/// </code>
/// Written before the object becomes Live and never changed while it is, so whoever has found it Live and holds it may read it as it is.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct NameRecord
{
    public const int Bytes = 256;
    public const int MaxNameBytes = 104;
    public const int MaxLabelBytes = 144;

    [FieldOffset(0)] public int NameLength;
    [FieldOffset(4)] public int LabelLength;
    [FieldOffset(8)] public NameText Name;
    [FieldOffset(112)] public LabelText Label;

    public void Write(ReadOnlySpan<byte> name, ReadOnlySpan<byte> label)
    {
        name.CopyTo(Name);
        label.CopyTo(Label);
        (NameLength, LabelLength) = (name.Length, label.Length);
    }

    public readonly bool IsNamed(ReadOnlySpan<byte> name) => name.Length == NameLength && name.SequenceEqual(Name[..name.Length]);

    public readonly bool IsLabelled(ReadOnlySpan<byte> label) => label.Length == LabelLength && label.SequenceEqual(Label[..label.Length]);

    public readonly string ReadLabel() => Encoding.UTF8.GetString(Label[..Math.Clamp(LabelLength, 0, MaxLabelBytes)]);
}

/// <summary>A name's characters.</summary>
[InlineArray(NameRecord.MaxNameBytes)]
internal struct NameText
{
    private byte _first;
}

/// <summary>A label's characters.</summary>
[InlineArray(NameRecord.MaxLabelBytes)]
internal struct LabelText
{
    private byte _first;
}

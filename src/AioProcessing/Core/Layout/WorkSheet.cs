using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>What a pool worker and its pool share about the items that the worker was sent.</summary>
/// <remarks><code>
///   0        128         256                        33024
///   +--------+-----------+--------------------------+
///   | claim  | committed | records                  |
///   +--------+-----------+--------------------------+
/// </code>
/// The claim is written by both sides, the rest by the worker alone. See <c>ClaimMachine</c>.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct WorkSheet
{
    public const int RecordsOffset = 256;
    public const int RecordsBytes = 32 << 10;
    public const int Bytes = RecordsOffset + RecordsBytes;

    /// <summary>A <c>ClaimWord</c>.</summary>
    [FieldOffset(0)] public ulong Claim;

    /// <summary>So many bytes of the records are whole, and not yet delivered.</summary>
    [FieldOffset(128)] public ulong Committed;
}

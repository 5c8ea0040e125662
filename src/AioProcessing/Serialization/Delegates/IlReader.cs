using System.Buffers.Binary;

namespace AioProcessing.Serialization;

/// <summary>Steps through a method's IL from token to token, skipping everything else.</summary>
internal ref struct IlReader(ReadOnlySpan<byte> il)
{
    private readonly ReadOnlySpan<byte> _il = il;
    private int _at;

    /// <summary>The next metadata token that an instruction names; false at the end.</summary>
    public bool TryReadToken(out int token)
    {
        while (_at < _il.Length)
        {
            int opcode = _il[_at++];
            if (opcode == 0xFE)
                opcode = 0xFE00 | _il[_at++];
            if (opcode == 0x45) // switch: a count, then as many targets
            {
                _at += 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(_il[_at..]);
                continue;
            }
            if (HasToken(opcode))
            {
                token = BinaryPrimitives.ReadInt32LittleEndian(_il[_at..]);
                _at += 4;
                return true;
            }
            _at += PlainOperandSize(opcode);
        }
        token = 0;
        return false;
    }

    // ECMA-335 III: jmp, call; callvirt .. newobj, castclass, isinst; unbox, ldfld .. stobj; box, newarr, ldelema; ldelem, stelem,
    // unbox.any; refanyval, mkrefany, ldtoken; ldftn, ldvirtftn, initobj, constrained, sizeof. ldstr and calli name no member.
    private static bool HasToken(int opcode) => opcode is 0x27 or 0x28 or 0x6F or 0x70 or 0x71 or 0x73 or 0x74 or 0x75 or 0x79
        or (>= 0x7B and <= 0x81) or 0x8C or 0x8D or 0x8F or 0xA3 or 0xA4 or 0xA5 or 0xC2 or 0xC6 or 0xD0
        or 0xFE06 or 0xFE07 or 0xFE15 or 0xFE16 or 0xFE1C;

    private static int PlainOperandSize(int opcode) => opcode switch
    {
        >= 0x0E and <= 0x13 => 1, // ldarg.s .. stloc.s
        0x1F => 1, // ldc.i4.s
        0x20 or 0x22 => 4, // ldc.i4, ldc.r4
        0x21 or 0x23 => 8, // ldc.i8, ldc.r8
        0x29 or 0x72 => 4, // calli, ldstr
        >= 0x2B and <= 0x37 => 1, // short branches
        >= 0x38 and <= 0x44 => 4, // branches
        0xDD => 4, // leave
        0xDE => 1, // leave.s
        >= 0xFE09 and <= 0xFE0E => 2, // ldarg .. stloc
        0xFE12 or 0xFE19 => 1, // unaligned., no.
        _ => 0,
    };
}

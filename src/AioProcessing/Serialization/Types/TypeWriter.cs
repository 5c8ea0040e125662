namespace AioProcessing.Serialization;

/// <summary>Names types and modules in one payload: in full at the first mention, by number afterwards.</summary>
/// <remarks>
/// A type is a varint: 0 = described here, 1 to 127 = <see cref="WellKnownTypes"/>, 128 + n = the n-th described before (numbered when its description ends).
/// A description is a <see cref="TypeForm"/> and its parts. A module is 0, name and version id, or 1 + n.
/// </remarks>
internal sealed class TypeWriter(PayloadWriter to)
{
    private readonly ObjectIds _types = new();
    private readonly ObjectIds _modules = new();

    /// <summary>Null when written; otherwise why the type cannot be named.</summary>
    public Obstacle? TryWrite(Type type) => TryWrite(type, 0);

    private Obstacle? TryWrite(Type type, int depth)
    {
        int number = _types.Find(type);
        if (number >= 0)
        {
            to.WriteVarint((ulong)number + WellKnownTypes.Limit);
            return null;
        }
        TypeIdentity identity = TypeIdentity.Of(type);
        if (identity.Obstacle is { } obstacle)
            return obstacle;
        if (identity.Code != 0)
        {
            to.WriteByte((byte)identity.Code);
            return null;
        }
        if (depth == Limits.MaxTypeDepth)
            return new Obstacle("whose type arguments are nested too deeply", "Use a named type in the middle.");
        to.WriteByte(0);
        obstacle = Describe(identity, depth + 1);
        _types.TryAdd(type, out _);
        return obstacle;
    }

    private Obstacle? Describe(TypeIdentity identity, int depth)
    {
        if (identity.Offset is { } offset)
        {
            to.WriteByte(TypeForm.Place);
            to.WriteVarint((ulong)offset);
            return null;
        }
        if (identity.Module is { } module)
        {
            to.WriteByte(identity.Name is null ? TypeForm.Row : TypeForm.RowAndName);
            WriteModule(module);
            to.WriteCount(identity.Row);
            if (identity.Name is not null)
                to.WriteString(identity.Name);
            return null;
        }
        if (identity.Element is { } element)
        {
            to.WriteByte(identity.Rank == 0 ? TypeForm.Vector : TypeForm.Array);
            if (identity.Rank != 0)
                to.WriteCount(identity.Rank);
            return TryWrite(element, depth);
        }
        to.WriteByte(TypeForm.Generic);
        if (TryWrite(identity.Definition!, depth) is { } obstacle)
            return obstacle;
        return WriteAll(identity.Arguments!, depth);
    }

    /// <summary>Generic arguments: a count, then each.</summary>
    public Obstacle? WriteAll(Type[] types, int depth = 0)
    {
        to.WriteCount(types.Length);
        foreach (Type type in types)
        {
            if (TryWrite(type, depth) is { } obstacle)
                return obstacle;
        }
        return null;
    }

    public void WriteModule(ModuleIdentity module)
    {
        if (!_modules.TryAdd(module, out int number))
        {
            to.WriteVarint((ulong)number + 1);
            return;
        }
        to.WriteByte(0);
        to.WriteString(module.Name);
        to.WriteGuid(module.BuildId);
    }

    public Mark SetMark() => new(_types.Count, _modules.Count);

    public void Rollback(Mark mark)
    {
        _types.Truncate(mark.Types);
        _modules.Truncate(mark.Modules);
    }

    public void Reset() => Rollback(default);

    internal readonly record struct Mark(int Types, int Modules);
}

/// <summary>How a type is described.</summary>
internal static class TypeForm
{
    public const byte Row = 1;
    public const byte RowAndName = 2;
    public const byte Generic = 3;
    public const byte Vector = 4;
    public const byte Array = 5;
    public const byte Place = 6;
}

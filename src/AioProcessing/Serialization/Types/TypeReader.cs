using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>Finds the types that a <see cref="TypeWriter"/> named.</summary>
internal sealed class TypeReader
{
    private const int LargestRank = 32;

    private Table<Known> _types;
    private Table<NamedModule> _modules;

    // The depth bounds how large a type damaged bytes can build out of smaller ones.
    private readonly record struct Known(Type Type, int Depth);

    public Type Read(ref PayloadReader from) => ReadKnown(ref from, 0).Type;

    private Known ReadKnown(ref PayloadReader from, int depth)
    {
        ulong code = from.ReadVarint();
        if (code >= WellKnownTypes.Limit)
        {
            ulong number = code - WellKnownTypes.Limit;
            return number < (ulong)_types.Count ? _types[(int)number] : throw from.Malformed($"type number {number} has not been described");
        }
        if (code != 0)
            return new Known(WellKnownTypes.Of((int)code) ?? throw from.Malformed($"there is no well-known type {code}"), 0);
        if (depth == Limits.MaxTypeDepth)
            throw from.Malformed("a type is nested too deeply");
        Known described = ReadDescription(ref from, depth + 1);
        if (described.Depth > Limits.MaxTypeDepth)
            throw from.Malformed("a type is nested too deeply");
        _types.Add(described);
        return described;
    }

    private Known ReadDescription(ref PayloadReader from, int depth)
    {
        byte form = from.ReadByte();
        switch (form)
        {
            case TypeForm.Row:
            case TypeForm.RowAndName:
                return new Known(ReadPlain(ref from, isNamed: form == TypeForm.RowAndName), 0);
            case TypeForm.Vector:
                Known element = ReadElement(ref from, depth);
                return new Known(Reflect.ArrayOf(element.Type), element.Depth + 1);
            case TypeForm.Array:
                int rank = from.ReadCount();
                if (rank is < 1 or > LargestRank)
                    throw from.Malformed($"an array has {rank} dimensions");
                element = ReadElement(ref from, depth);
                return new Known(Reflect.ArrayOf(element.Type, rank), element.Depth + 1);
            case TypeForm.Generic:
                return ReadGeneric(ref from, depth);
            case TypeForm.Place:
                return new Known(NativeTypes.At((long)from.ReadVarint()) ?? throw from.Malformed("a type is named by a place, and there is none here"), 0);
            default:
                throw from.Malformed($"a type is described in form {form}");
        }
    }

    private Known ReadElement(ref PayloadReader from, int depth)
    {
        Known element = ReadKnown(ref from, depth);
        if (element.Type == typeof(void) || element.Type.IsByRefLike)
            throw from.Malformed("an array is of a type that has no arrays");
        return element;
    }

    private Known ReadGeneric(ref PayloadReader from, int depth)
    {
        Type definition = ReadKnown(ref from, depth).Type;
        Type[] arguments = ReadAll(ref from, depth, out int deepest);
        if (!definition.IsGenericTypeDefinition)
            throw from.Malformed($"{definition} takes no type arguments");
        return new Known(Reflect.MakeGeneric(definition, arguments), deepest + 1);
    }

    public Type[] ReadAll(ref PayloadReader from) => ReadAll(ref from, 0, out _);

    private Type[] ReadAll(ref PayloadReader from, int depth, out int deepest)
    {
        int count = from.CheckCount(from.ReadCount(), 1);
        var types = new Type[count];
        deepest = 0;
        for (int i = 0; i < count; i++)
        {
            Known argument = ReadKnown(ref from, depth);
            types[i] = argument.Type;
            deepest = Math.Max(deepest, argument.Depth);
        }
        return types;
    }

    private Type ReadPlain(ref PayloadReader from, bool isNamed)
    {
        NamedModule named = ReadNamedModule(ref from);
        int row = from.ReadCount();
        string? name = isNamed ? from.ReadString() : null;
        if (named.Module is { } module)
            return row is > 0 and <= 0xFFFFFF ? Reflect.TypeAt(module, row) : throw from.Malformed($"a type has row {row}");
        if (name is null)
            throw named.Missing();
        Type? found = ModuleFinder.FindAnyBuild(named.Name) is { } assembly ? Reflect.TypeNamed(assembly, name) : null;
        return found ?? throw named.Missing();
    }

    /// <summary>A module in the same build.</summary>
    public Module ReadModule(ref PayloadReader from)
    {
        NamedModule named = ReadNamedModule(ref from);
        return named.Module ?? throw named.Missing();
    }

    private NamedModule ReadNamedModule(ref PayloadReader from)
    {
        ulong number = from.ReadVarint();
        if (number > (ulong)_modules.Count)
            throw from.Malformed($"module number {number} has not been described");
        if (number > 0)
            return _modules[(int)number - 1];
        string name = from.ReadString() ?? throw from.Malformed("a module has no name");
        Guid buildId = from.ReadGuid();
        var described = new NamedModule(name, buildId, ModuleFinder.Find(name, buildId));
        _modules.Add(described);
        return described;
    }

    private sealed record NamedModule(string Name, Guid BuildId, Module? Module)
    {
        public AioSerializationException Missing()
        {
            Assembly? other = ModuleFinder.FindAnyBuild(Name);
            string found = other is null
                ? "this process cannot find an assembly of that name"
                : $"this process has build {other.ManifestModule.ModuleVersionId} from '{Reflect.PathOf(other)}'";
            return new AioSerializationException(
                $"The value needs assembly '{Name}' in build {BuildId}, as the sending process has it, and {found}. "
                + "Start both processes from the same files; after a new build or a runtime update, restart the parent.");
        }
    }
}

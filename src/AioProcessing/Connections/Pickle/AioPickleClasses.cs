using System.Diagnostics.CodeAnalysis;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>Which Python classes become which types here, and the other way round. To be filled before it is used.</summary>
/// <remarks>
/// Suited are records, and classes with a constructor for all their values or with settable properties; in Python: dataclasses, named tuples, and classes that are called
/// with the same values. A type here crosses as a call of the class there with the fields in order; a field's name there is the name here in small letters with
/// underscores (<c>FirstName</c> is <c>first_name</c>), if none is given.
/// </remarks>
public sealed class AioPickleClasses
{
    private const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields;

    private readonly Dictionary<(string Module, string Name), PickleRecord> _byName = [];
    private readonly Dictionary<Type, PickleRecord> _byType = [];

    /// <summary>Registers a pair.</summary>
    /// <typeparam name="T">The type here.</typeparam>
    /// <param name="module">The class's module; <c>__main__</c> for the script itself.</param>
    /// <param name="name">The class's name in it.</param>
    /// <param name="fields">The fields' names there, in the order of the constructor's parameters here; none = derived from those.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentException">The type or the class is registered already, the type is not suited, or the number of fields does not fit.</exception>
    public AioPickleClasses Add<[DynamicallyAccessedMembers(Needed)] T>(string module, string name, params string[] fields)
        where T : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(fields);
        Add(typeof(T), module, name, fields);
        return this;
    }

    internal PickleRecord? Find(AioPythonObject value) => value.Arguments is null ? null : _byName.GetValueOrDefault((value.Module, value.Name));

    internal PickleRecord? Find(Type type) => _byType.GetValueOrDefault(type);

    internal static void Write(PayloadWriter to, AioPickleClasses? classes)
    {
        to.WriteCount(classes?._byType.Count ?? 0);
        if (classes is null)
            return;
        foreach (PickleRecord record in classes._byType.Values)
        {
            ValueCodec.Write(to, record.Type);
            to.WriteString(record.Module);
            to.WriteString(record.Name);
            ValueCodec.Write(to, record.FieldNames);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Add<T> kept the members on the side that registered the type, which runs the same files.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "As above.")]
    internal static AioPickleClasses? Read(ref PayloadReader from)
    {
        int count = from.CheckCount(from.ReadCount(), 1);
        if (count == 0)
            return null;
        AioPickleClasses classes = new();
        for (int i = 0; i < count; i++)
        {
            Type type = ValueCodec.Read<Type>(ref from);
            classes.Add(type, from.ReadString()!, from.ReadString()!, ValueCodec.Read<string[]>(ref from));
        }
        return classes;
    }

    private void Add([DynamicallyAccessedMembers(Needed)] Type type, string module, string name, string[] fields)
    {
        PickleRecord record = new(type, module, name, fields);
        if (_byName.ContainsKey((module, name)) || !_byType.TryAdd(type, record))
            throw new ArgumentException($"{type} or {module}.{name} is registered already.");
        _byName.Add((module, name), record);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;

namespace AioProcessing.Connections;

/// <summary>A registered type: its values in order, how they are read off an instance, and how an instance is made of them.</summary>
internal sealed class PickleRecord
{
    private readonly ConstructorInfo? _constructor;
    private readonly (string Name, Type Type, Func<object, object?> Get, Action<object, object?>? Set)[] _fields;

    public PickleRecord(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields)]
        Type type, string module, string name, string[] fields)
    {
        Type = type;
        Module = module;
        Name = name;
        _constructor = type.GetConstructors().MaxBy(static one => one.GetParameters().Length);
        ParameterInfo[] parameters = _constructor?.GetParameters() ?? [];
        PropertyInfo[] properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static one => one.CanRead && one.GetIndexParameters().Length == 0)];
        FieldInfo[] publicFields = type.GetFields(BindingFlags.Public | BindingFlags.Instance);
        _fields = parameters.Length > 0
            ? [.. parameters.Select(parameter => Of(parameter, properties, publicFields))]
            : [
                .. properties.Where(static one => one.CanWrite).Select(static one => (Snake(one.Name), one.PropertyType, (Func<object, object?>)one.GetValue, (Action<object, object?>?)one.SetValue)),
                .. publicFields.Where(static one => !one.IsInitOnly).Select(static one => (Snake(one.Name), one.FieldType, (Func<object, object?>)one.GetValue, (Action<object, object?>?)one.SetValue)),
            ];
        if (_fields.Length == 0 || (_constructor is null && !type.IsValueType) || type.IsAbstract)
            throw new ArgumentException($"{type} cannot stand for {module}.{name}: it needs a public constructor with parameters, or settable properties.");
        if (fields.Length > 0 && fields.Length != _fields.Length)
            throw new ArgumentException($"{type} has {_fields.Length} values, and {fields.Length} fields of {module}.{name} are given.");
        for (int i = 0; i < fields.Length; i++)
            _fields[i].Name = fields[i];
    }

    public Type Type { get; }

    public string Module { get; }

    public string Name { get; }

    public string[] FieldNames => [.. _fields.Select(static one => one.Name)];

    /// <summary>The values of an instance, in order.</summary>
    public object?[] ValuesOf(object instance) => [.. _fields.Select(one => one.Get(instance))];

    /// <summary>An instance from what came for one: by the names of its state, or in order.</summary>
    /// <exception cref="AioSerializationException">A value is missing, or of another type.</exception>
    public object Make(AioPythonObject from, PickleBinder binder)
    {
        // Slots stand second in a pair whose first half is an empty dictionary, or None.
        object? state = from.State is object?[] { Length: 2 } pair && pair[1] is Dictionary<object, object?> slots ? slots : from.State;
        object?[] values = new object?[_fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            object? value = state switch
            {
                Dictionary<object, object?> byName when byName.TryGetValue(_fields[i].Name, out object? found) => found,
                List<object?> inOrder when i < inOrder.Count => inOrder[i],
                null when i < from.Arguments!.Count => from.Arguments[i],
                _ => throw new AioSerializationException($"A {Module}.{Name} came without '{_fields[i].Name}', which {Type} needs.", _fields[i].Name),
            };
            values[i] = binder.Bind(value, _fields[i].Type);
        }
        return Make(values);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The constructors were asked for when the type was registered.")]
    private object Make(object?[] values)
    {
        try
        {
            if (_fields[0].Set is null)
                return _constructor!.Invoke(values);
            object instance = _constructor is null ? Activator.CreateInstance(Type)! : _constructor.Invoke(null);
            for (int i = 0; i < values.Length; i++)
                _fields[i].Set!(instance, values[i]);
            return instance;
        }
        catch (TargetInvocationException exception)
        {
            throw new AioSerializationException($"{Type} does not accept what came for a {Module}.{Name}: {exception.InnerException!.Message}", inner: exception.InnerException);
        }
    }

    private static (string, Type, Func<object, object?>, Action<object, object?>?) Of(ParameterInfo parameter, PropertyInfo[] properties, FieldInfo[] fields)
    {
        Func<object, object?>? get = properties.FirstOrDefault(one => IsNamed(one)) is { } property ? property.GetValue
            : fields.FirstOrDefault(one => IsNamed(one)) is { } field ? field.GetValue
            : throw new ArgumentException($"{parameter.Member.DeclaringType} cannot be registered: its constructor takes '{parameter.Name}', and no public property or field has that name.");
        return (Snake(parameter.Name!), parameter.ParameterType, get, null);

        bool IsNamed(MemberInfo member) => string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase);
    }

    private static string Snake(string name)
    {
        StringBuilder snake = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }
}

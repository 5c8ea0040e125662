using System.Collections.Concurrent;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>How a payload names a type; worked out once per type and process.</summary>
internal sealed class TypeIdentity
{
    private static readonly ConcurrentDictionary<Type, TypeIdentity> s_known = new();

    private TypeIdentity(Type type)
    {
        if (NativeTypes.IsNative && NativeTypes.TryGetOffset(type, out long offset))
        {
            Offset = offset;
        }
        else if (type.IsPointer || type.IsByRef || type.IsFunctionPointer || type.IsGenericParameter)
        {
            Obstacle = new Obstacle("which is a pointer, a reference or an open type parameter", "Use a type that stands by itself.");
        }
        else if (type.IsArray)
        {
            Element = type.GetElementType();
            Rank = type.IsSZArray ? 0 : type.GetArrayRank();
        }
        else if (type.IsConstructedGenericType)
        {
            Definition = type.GetGenericTypeDefinition();
            Arguments = type.GetGenericArguments();
        }
        else
        {
            NamePlain(type);
        }
    }

    /// <summary>Why the type cannot be named in another process.</summary>
    public Obstacle? Obstacle { get; private set; }

    /// <summary>See <see cref="WellKnownTypes"/>; 0 = none.</summary>
    public int Code { get; private set; }

    /// <summary>Its place in a program compiled to native code; then nothing else is needed.</summary>
    public long? Offset { get; }

    public ModuleIdentity? Module { get; private set; }

    /// <summary>Row in the module's table of types.</summary>
    public int Row { get; private set; }

    /// <summary>Full name, for framework types only: their runtime may have been serviced between the starts of two processes.</summary>
    public string? Name { get; private set; }

    public Type? Element { get; }

    /// <summary>Dimensions of an array type; 0 = a vector.</summary>
    public int Rank { get; }

    public Type? Definition { get; }

    public Type[]? Arguments { get; }

    public static TypeIdentity Of(Type type) =>
        s_known.TryGetValue(type, out TypeIdentity? known) ? known : s_known.GetOrAdd(type, new TypeIdentity(type));

    private void NamePlain(Type type)
    {
        ModuleIdentity module = ModuleIdentity.Of(type.Module);
        if (module.IsDynamic)
        {
            Obstacle = new Obstacle("which was generated at run time", "Use a type that is compiled into an assembly.");
            return;
        }
        if (type.Module == typeof(object).Module && !type.IsNested && (Code = WellKnownTypes.CodeOf(type)) != 0)
            return;
        if (!type.HasMetadataToken())
        {
            Obstacle = new Obstacle(
                "which is not in the image of this NativeAOT program", "Use a type that the program mentions by itself, not only as a type argument put together at run time.");
            return;
        }
        Module = module;
        Row = type.GetMetadataToken() & 0xFFFFFF;
        if (module.IsFramework)
            Name = type.FullName;
    }
}

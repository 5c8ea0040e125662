using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>Whether the memory of a value type can be copied to another process as it is.</summary>
internal static class RawLayout
{
    private const string Remedy = "Send what it points to, or a number type if it is no address.";

    /// <summary>True when the type holds no references. It may hold pointers: see <see cref="ObstacleOf"/>.</summary>
    public static bool HasNoReferences(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer)
            return true;
        if (!type.IsValueType || type.IsByRefLike)
            return false;
        if (NativeTypes.IsNative && NativeTypes.HoldsReferences(type))
            return false;
        foreach (FieldInfo field in Reflect.Fields(type))
        {
            if (!HasNoReferences(field.FieldType))
                return false;
        }
        return true;
    }

    /// <summary>Why a type without references cannot cross: it holds an address of this process.</summary>
    public static Obstacle? ObstacleOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
            return new Obstacle("an address, which means nothing in another process", Remedy);
        if (type.IsPrimitive || type.IsEnum)
            return null;
        foreach (FieldInfo field in Reflect.Fields(type))
        {
            if (ObstacleOf(field.FieldType) is not null)
                return new Obstacle($"whose field '{FieldSlot.DisplayNameOf(field)}' holds an address, which means nothing in another process", Remedy);
        }
        return null;
    }
}

/// <summary>The answer of <see cref="RawLayout.ObstacleOf"/> for one type, found once.</summary>
internal static class RawValue<T>
{
    public static readonly Obstacle? Obstacle = RawLayout.ObstacleOf(typeof(T));
}

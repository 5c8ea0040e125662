using System.Collections;

namespace AioProcessing.Serialization;

/// <summary>Why particular types cannot cross, in words that help: the reason and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>The obstacle that the type, or one of its bases, is known for.</summary>
    public static Obstacle? Of(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (KnownObstacles.Of(at.Namespace, at.Name) is { } obstacle)
                return obstacle;
        }
        return null;
    }

    /// <summary>For framework types that are neither known to cross nor known by name.</summary>
    public static Obstacle OfUnknown(Type type)
    {
        if (ModuleIdentity.Of(type.Module).IsOurs)
            return new Obstacle("which belongs to this process", "Create it in the process that uses it.");
        if (typeof(ICollection).IsAssignableFrom(type))
            return new Obstacle("a collection, or a view of one, that is not among those which can", "Send its items: call ToList() or ToArray(), or copy them to a Dictionary.");
        if (typeof(IEnumerable).IsAssignableFrom(type)) // Before enumerators: a query is often both.
            return new Obstacle("a sequence that exists only as a way to compute it, or a view", "Send its items: call ToList() or ToArray() first.");
        if (typeof(IEnumerator).IsAssignableFrom(type))
            return new Obstacle("an enumeration under way", "Send the collection.");
        return new Obstacle("a framework type whose private state only the framework can rebuild", "Send the data it was made from, and make it over there.");
    }

    /// <summary>Its one field stands for many, and without references it would be copied as memory.</summary>
    public static Obstacle OfInlineArray { get; } = new("an inline array of references", "Use an array.");

    /// <summary>For user types on top of a framework class.</summary>
    public static Obstacle OfBase(Type parent) => new(
        $"which derives from {TypeNames.Of(parent)}, and that has private state only the framework can rebuild",
        "Send the data it was made from, and make it over there.");
}

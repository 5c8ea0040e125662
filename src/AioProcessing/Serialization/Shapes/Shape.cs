namespace AioProcessing.Serialization;

/// <summary>How values of one type stand in a payload. One per type and process; see <see cref="ShapeCatalog"/>.</summary>
internal abstract class Shape(Type type)
{
    /// <summary>The id of what has no identity in the payload.</summary>
    public const int NoId = -1;

    /// <summary>The type by which the payload names it: public, where the class behind a value is the framework's secret.</summary>
    public Type Type { get; } = type;

    /// <summary>Slots declared with this type hold the content itself: no tag, no other type.</summary>
    public bool IsInline { get; protected init; } = type.IsValueType;

    /// <summary>Two mentions of one object are one object over there.</summary>
    public bool IsTracked { get; protected init; }

    /// <summary>The object can be made before its content is known, and the content can come at the end. Only <see cref="ObjectShape"/>.</summary>
    public bool CanDefer { get; protected init; }

    /// <summary>The object can only be made when its content is known, so the content must not refer to it.</summary>
    public bool IsMadeLast { get; protected init; }

    /// <summary>Throws when values of the type cannot cross.</summary>
    public virtual void RefuseIfObstructed(GraphWriter to)
    {
    }

    /// <summary>Writes the content. The value is null only where an inline shape has its own word for it.</summary>
    public abstract void Write(GraphWriter to, object? value);

    /// <summary>Reads the content; binds <paramref name="id"/> as soon as there is an object, when the content can refer to it.</summary>
    public abstract object? Read(ref PayloadReader from, int id);
}

using System.Collections;

namespace AioProcessing.Serialization;

/// <summary>A framework collection by content: its comparer, a count, and the items in the order that rebuilds it.</summary>
/// <remarks>
/// The object is allocated before its items are read, so that they can refer to it, and its constructor runs on it afterwards.
/// In this way a collection takes part in cycles, and a user's class that derives from one gets its base built without its own constructor.
/// </remarks>
internal abstract class CollectionShape : Shape
{
    protected CollectionShape(Type type) : base(type) => IsTracked = true;

    public override object? Read(ref PayloadReader from, int id)
    {
        object collection = Reflect.Allocate(Type);
        from.Graph.Bind(id, collection);
        ReadInto(ref from, collection);
        return collection;
    }

    /// <summary>Builds an allocated object, of this type or derived from it.</summary>
    public abstract void ReadInto(ref PayloadReader from, object collection);

    /// <summary>Counts the items while writing them: not every collection knows its count, and some change meanwhile.</summary>
    protected static void WriteItems(GraphWriter to, Shape item, IEnumerable items)
    {
        int countAt = to.To.Reserve();
        int count = 0;
        foreach (object? one in items)
            Elements.WriteOne(to, item, one, count++);
        to.To.Patch(countAt, count);
    }

    protected static Array ReadItems(ref PayloadReader from, Shape item)
    {
        int count = from.CheckCount(from.ReadInt32(), Elements.LeastBytes(item));
        Array items = Reflect.NewArray(item.Type, count);
        Elements.Read(ref from, item, items);
        return items;
    }
}

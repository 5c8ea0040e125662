using System.Runtime.InteropServices;

namespace AioProcessing.Serialization;

/// <summary>A one-dimensional array: count, then the elements; as one block of memory where they hold no references.</summary>
internal sealed class ArrayShape : Shape
{
    private readonly Type _elementType;
    private Shape? _element;

    public ArrayShape(Type type) : base(type)
    {
        _elementType = type.GetElementType()!;
        IsTracked = true;
    }

    private Shape Element => _element ??= ShapeCatalog.Of(_elementType);

    public override void Write(GraphWriter to, object? value)
    {
        var array = (Array)value!;
        to.To.WriteCount(array.Length);
        Elements.Write(to, Element, array);
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        int count = from.CheckCount(from.ReadCount(), Elements.LeastBytes(Element));
        Array array = Reflect.NewArray(_elementType, count);
        from.Graph.Bind(id, array);
        Elements.Read(ref from, Element, array);
        return array;
    }
}

/// <summary>A rectangular array: lengths, then the elements, last index fastest.</summary>
internal sealed class RectangleShape : Shape
{
    private readonly Type _elementType;
    private readonly int _rank;
    private Shape? _element;

    public RectangleShape(Type type) : base(type)
    {
        _elementType = type.GetElementType()!;
        _rank = type.GetArrayRank();
        IsTracked = true;
    }

    private Shape Element => _element ??= ShapeCatalog.Of(_elementType);

    public override void Write(GraphWriter to, object? value)
    {
        var array = (Array)value!;
        for (int dimension = 0; dimension < _rank; dimension++)
        {
            if (array.GetLowerBound(dimension) != 0)
                to.Refuse(array.GetType(), "whose indexes do not start at 0", "Copy it to an ordinary array.");
            to.To.WriteCount(array.GetLength(dimension));
        }
        Elements.Write(to, Element, array);
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        var lengths = new int[_rank];
        long count = 1;
        for (int dimension = 0; dimension < _rank; dimension++)
        {
            lengths[dimension] = from.ReadCount();
            count = Math.Min(count * lengths[dimension], int.MaxValue + 1L);
        }
        from.CheckCount(count > int.MaxValue ? -1 : (int)count, Elements.LeastBytes(Element));
        Array array = Reflect.NewArray(_elementType, lengths);
        from.Graph.Bind(id, array);
        Elements.Read(ref from, Element, array);
        return array;
    }
}

/// <summary>The elements of an array that exists.</summary>
internal static class Elements
{
    /// <summary>What one element takes at least, to judge a count by.</summary>
    public static int LeastBytes(Shape element) => element is RawShape raw ? raw.Size : 1;

    public static void Write(GraphWriter to, Shape element, Array array)
    {
        if (element is RawShape raw)
        {
            to.To.WriteBytes(BytesOf(to, array, raw));
        }
        else if (array is object?[] references)
        {
            for (int i = 0; i < references.Length; i++)
                WriteOne(to, element, references[i], i);
        }
        else
        {
            int i = 0;
            foreach (object? item in array)
                WriteOne(to, element, item, i++);
        }
    }

    public static void WriteOne(GraphWriter to, Shape element, object? item, int index)
    {
        to.Path.PushIndex(index);
        to.WriteSlot(element, item);
        to.Path.Pop();
    }

    public static void Read(ref PayloadReader from, Shape element, Array array)
    {
        if (element is RawShape raw)
        {
            int bytes = checked(array.Length * raw.Size);
            from.ReadBytes(bytes).CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), bytes));
            return;
        }
        GraphReader graph = from.Graph;
        if (array is object?[] references)
        {
            for (int i = 0; i < references.Length; i++)
                references[i] = graph.ReadSlot(ref from, element);
        }
        else if (array.Rank == 1)
        {
            for (int i = 0; i < array.Length; i++)
                array.SetValue(graph.ReadSlot(ref from, element), i);
        }
        else
        {
            ReadRectangle(ref from, element, array);
        }
    }

    private static void ReadRectangle(ref PayloadReader from, Shape element, Array array)
    {
        var index = new int[array.Rank];
        for (int left = array.Length; left > 0; left--)
        {
            array.SetValue(from.Graph.ReadSlot(ref from, element), index);
            for (int dimension = array.Rank - 1; dimension >= 0 && ++index[dimension] == array.GetLength(dimension); dimension--)
                index[dimension] = 0;
        }
    }

    private static ReadOnlySpan<byte> BytesOf(GraphWriter to, Array array, RawShape raw)
    {
        long bytes = (long)array.Length * raw.Size;
        if (bytes > Array.MaxLength)
            to.Refuse(array.GetType(), $"of {bytes:N0} bytes, and a payload holds at most {Array.MaxLength:N0}", "Send it in parts, or through shared memory.");
        return MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), (int)bytes);
    }
}

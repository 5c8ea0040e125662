using System.Reflection;
using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>Reads object graphs out of one payload; the counterpart of <see cref="GraphWriter"/>.</summary>
internal sealed class GraphReader
{
    private Table<object?> _objects;
    private List<Action>? _fills;
    private List<int>? _fillGroups;
    private Queue<Deferred>? _deferred;
    private TypeReader? _types;
    private int _depth;

    public TypeReader Types => _types ??= new TypeReader();

    private sealed record Deferred(ObjectShape Shape, object Value);

    /// <summary>Reads what <see cref="GraphWriter.WriteRoot"/> wrote. Whatever damaged bytes lead to is one kind of error.</summary>
    public static object? ReadRoot(ref PayloadReader from, Shape declared)
    {
        GraphReader graph = from.Graph;
        if (graph._depth > 0) // A handle reads a value of its own among ours.
            return graph.ReadSlot(ref from, declared);
        try
        {
            graph._depth = 1;
            object? value = graph.ReadSlot(ref from, declared);
            // Asked here, because the methods bring in collections that a job without objects has no use for.
            if (graph._deferred is not null)
                graph.ReadDeferred(ref from);
            if (graph._fills is not null)
                graph.RunFills();
            graph._depth = 0;
            return value;
        }
        catch (Exception e) when (e is not (AioSerializationException or AioContextException or AioTimeoutException or OutOfMemoryException))
        {
            Exception cause = e is TargetInvocationException { InnerException: { } thrown } ? thrown : e; // What a constructor of the user's threw.
            throw from.Malformed($"{TypeNames.Of(declared.Type)} could not be rebuilt ({cause.GetType().Name}: {cause.Message})", cause);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public object? ReadSlot(ref PayloadReader from, Shape declared) =>
        declared.IsInline ? declared.Read(ref from, Shape.NoId) : ReadReference(ref from, declared);

    private object? ReadReference(ref PayloadReader from, Shape declared)
    {
        ulong tag = from.ReadVarint();
        switch (tag)
        {
            case SlotTag.Null:
                return null;
            case SlotTag.Exact:
                return ReadContent(ref from, declared);
            case SlotTag.Other:
                return ReadContent(ref from, ShapeCatalog.Of(Types.Read(ref from)));
            case SlotTag.ExactLater:
                return Announce(ref from, declared);
            case SlotTag.OtherLater:
                return Announce(ref from, ShapeCatalog.Of(Types.Read(ref from)));
            default:
                return ReadBack(ref from, tag - SlotTag.FirstBack);
        }
    }

    private object? ReadContent(ref PayloadReader from, Shape shape)
    {
        if (++_depth > Limits.MaxDepth || !Limits.HasStack(_depth))
            throw from.Malformed($"the value is nested {_depth:D} levels deep, more than there is room for");
        int id = shape.IsTracked ? Reserve() : Shape.NoId;
        object? value = shape.Read(ref from, id);
        if (id != Shape.NoId)
            _objects[id] = value;
        _depth--;
        return value;
    }

    /// <summary>Reads the content of something inside another's content, within the same bound on nesting.</summary>
    public object? ReadNested(ref PayloadReader from, Shape shape)
    {
        if (++_depth > Limits.MaxDepth || !Limits.HasStack(_depth))
            throw from.Malformed($"the value is nested {_depth:D} levels deep, more than there is room for");
        object? value = shape.Read(ref from, Shape.NoId);
        _depth--;
        return value;
    }

    private object Announce(ref PayloadReader from, Shape shape)
    {
        if (!shape.CanDefer || shape is not ObjectShape objectShape)
            throw from.Malformed($"the content of a {TypeNames.Of(shape.Type)} cannot come later");
        object value = objectShape.Allocate();
        _objects.Add(value);
        _deferred ??= [];
        _deferred.Enqueue(new Deferred(objectShape, value));
        return value;
    }

    private object ReadBack(ref PayloadReader from, ulong number)
    {
        if (number >= (ulong)_objects.Count || _objects[(int)number] is not { } value)
            throw from.Malformed($"object number {number} has not been read");
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadDeferred(ref PayloadReader from)
    {
        while (_deferred!.TryDequeue(out Deferred? next))
        {
            if (_fills is not null)
                (_fillGroups ??= []).Add(_fills.Count);
            next.Shape.ReadInto(ref from, next.Value);
        }
    }

    public int Reserve()
    {
        _objects.Add(null);
        return _objects.Count - 1;
    }

    /// <summary>Makes an object known before its content is read, so that the content can refer to it.</summary>
    public void Bind(int id, object value)
    {
        if (id != Shape.NoId)
            _objects[id] = value;
    }

    public object? At(int id) => (uint)id < (uint)_objects.Count ? _objects[id] : null;

    /// <summary>Puts off filling a collection whose keys' hash codes or order may depend on objects that are not whole yet.</summary>
    public void FillLater(Action fill) => (_fills ??= []).Add(fill);

    // A collection can be part of a key of another, so the inner one comes first: objects that were put off are the deeper ones,
    // and within one of them a collection ends before the one around it.
    private void RunFills()
    {
        if (_fills is null)
            return;
        int end = _fills.Count;
        for (int group = (_fillGroups?.Count ?? 0) - 1; group >= -1; group--)
        {
            int start = group < 0 ? 0 : _fillGroups![group];
            for (int i = start; i < end; i++)
                _fills[i]();
            end = start;
        }
        _fills.Clear();
        _fillGroups?.Clear();
    }
}

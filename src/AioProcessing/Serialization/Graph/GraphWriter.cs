using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>Writes object graphs into one payload: null, type, identity; the content is the shapes' affair.</summary>
/// <remarks>
/// A reference slot starts with a tag: <see cref="SlotTag"/>, or <see cref="SlotTag.FirstBack"/> plus the number of an object mentioned before.
/// An object deeper than <see cref="Limits.DeferDepth"/> is only announced in its slot; its content follows the root's, in order of announcement.
/// The receiver makes such an object at once and fills it later, so that neither side's stack grows with the length of a chain.
/// </remarks>
internal sealed class GraphWriter(PayloadWriter to)
{
    private readonly ObjectIds _ids = new();
    private readonly Queue<Deferred> _deferred = [];
    private readonly List<object> _incomplete = [];
    private Dictionary<object, bool[]>? _closures;
    private int _depth;
    private int _mustComplete;
    private int _tentative;

    public PayloadWriter To { get; } = to;

    public MemberPath Path { get; } = new();

    public TypeWriter Types { get; } = new(to);

    private sealed record Deferred(ObjectShape Shape, object Value, MemberPath Path);

    /// <summary>Writes one value and all that hangs on it. <paramref name="root"/> names it in errors.</summary>
    public void WriteRoot(Shape declared, object? value, object? root)
    {
        if (_depth > 0) // A handle writes a value of its own among ours.
        {
            WriteSlot(declared, value);
            return;
        }
        Path.Clear();
        if (root is not null)
            Path.Push(root);
        try
        {
            _depth = 1;
            WriteSlot(declared, value);
            WriteDeferred();
        }
        catch (Exception e) when (e is not (AioSerializationException or OutOfMemoryException))
        {
            // A collection that another thread changes, or a user's enumerator.
            string path = Path.ToString();
            throw new AioSerializationException(
                $"{(path.Length == 0 ? "The value" : $"'{path}'")} cannot cross to another process: reading it failed ({e.GetType().Name}: {e.Message})", path, e);
        }
        finally
        {
            _depth = 0;
        }
    }

    /// <summary>Writes a value where one of the declared shape is expected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSlot(Shape declared, object? value)
    {
        if (declared.IsInline)
            declared.Write(this, value!);
        else if (value is null)
            To.WriteByte(SlotTag.Null);
        else
            WriteReference(declared, value);
    }

    private void WriteReference(Shape declared, object value)
    {
        if (To.Destination is { } destination)
            value = destination.Substitute(value);
        Type type = value.GetType();
        Shape actual = ReferenceEquals(type, declared.Type) ? declared : ShapeCatalog.Of(type);
        if (actual.IsTracked && !_ids.TryAdd(value, out int id))
        {
            if (_incomplete.Count > 0 && IsIncomplete(value))
                Refuse(value.GetType(), "which contains itself and can only be made once its content is known", "Break the cycle, or use a mutable collection.");
            To.WriteVarint(SlotTag.FirstBack + (uint)id);
            return;
        }
        bool isExact = ReferenceEquals(actual, declared);
        if (actual.CanDefer && _depth >= Limits.DeferDepth && _mustComplete == 0)
        {
            To.WriteByte(isExact ? SlotTag.ExactLater : SlotTag.OtherLater);
            if (!isExact)
                WriteTypeOf(actual);
            _deferred.Enqueue(new Deferred((ObjectShape)actual, value, Path.Copy()));
            return;
        }
        To.WriteByte(isExact ? SlotTag.Exact : SlotTag.Other);
        if (!isExact)
            WriteTypeOf(actual);
        WriteContent(actual, value);
    }

    /// <summary>Names the type of what follows.</summary>
    public void WriteTypeOf(Shape actual)
    {
        actual.RefuseIfObstructed(this);
        if (Types.TryWrite(actual.Type) is { } obstacle)
            throw obstacle.At(Path.ToString(), actual.Type);
    }

    private void WriteContent(Shape actual, object value)
    {
        if (++_depth > Limits.MaxDepth || !Limits.HasStack(_depth))
            Refuse(value.GetType(), $"nested {_depth:D} levels deep, more than there is room for", "Flatten the data, or send it in parts.");
        if (actual.IsMadeLast)
        {
            _incomplete.Add(value);
            actual.Write(this, value);
            _incomplete.RemoveAt(_incomplete.Count - 1);
        }
        else
        {
            actual.Write(this, value);
        }
        _depth--;
    }

    private void WriteDeferred()
    {
        while (_deferred.TryDequeue(out Deferred? next))
        {
            Path.Set(next.Path);
            next.Shape.Write(this, next.Value);
        }
    }

    private bool IsIncomplete(object value)
    {
        foreach (object open in _incomplete)
        {
            if (ReferenceEquals(open, value))
                return true;
        }
        return false;
    }

    /// <summary>What is being written may be taken back by <see cref="TryWriteSlot"/>.</summary>
    public bool IsTentative => _tentative > 0;

    /// <summary>From here to <see cref="EndComplete"/> the receiver needs each object whole at once, such as keys whose hash it computes.</summary>
    public void BeginComplete() => _mustComplete++;

    public void EndComplete() => _mustComplete--;

    /// <summary>Gives a closure its number; <paramref name="sent"/> tells which of its fields have been written.</summary>
    public bool TryAddClosure(object closure, int fieldCount, out int id, out bool[] sent)
    {
        _closures ??= new Dictionary<object, bool[]>(ReferenceEqualityComparer.Instance);
        bool isNew = _ids.TryAdd(closure, out id);
        if (isNew)
            _closures[closure] = new bool[fieldCount];
        sent = _closures[closure];
        return isNew;
    }

    [DoesNotReturn]
    public void Refuse(Type type, string why, string remedy) => throw new Obstacle(why, remedy).At(Path.ToString(), type);

    /// <summary>Writes a part that may turn out not to cross; then nothing is written, and the answer is false.</summary>
    public bool TryWriteSlot(Shape declared, object? value)
    {
        var mark = new Mark(To.WrittenCount, To.PinCount, _ids.Count, Path.Count, _depth, _mustComplete, _incomplete.Count, Types.SetMark());
        _tentative++;
        _mustComplete++; // What is put off to the end could not be taken back.
        try
        {
            WriteSlot(declared, value);
            _mustComplete--;
            return true;
        }
        catch (AioSerializationException)
        {
            Rollback(mark);
            return false;
        }
        finally
        {
            _tentative--;
        }
    }

    private void Rollback(in Mark mark)
    {
        To.Truncate(mark.Bytes);
        To.ReleasePins(mark.Pins);
        _ids.Truncate(mark.Objects);
        Path.Truncate(mark.Path);
        Types.Rollback(mark.Types);
        _incomplete.RemoveRange(mark.Incomplete, _incomplete.Count - mark.Incomplete);
        _depth = mark.Depth;
        _mustComplete = mark.MustComplete;
    }

    /// <summary>Forgets the payload; called when its writer goes back to its thread.</summary>
    public void Reset()
    {
        _ids.Truncate(0);
        _deferred.Clear();
        _incomplete.Clear();
        _closures = null;
        _depth = 0;
        _mustComplete = 0;
        _tentative = 0;
        Path.Clear();
        Types.Reset();
    }

    private readonly record struct Mark(
        int Bytes, int Pins, int Objects, int Path, int Depth, int MustComplete, int Incomplete, TypeWriter.Mark Types);
}

/// <summary>How a reference slot starts.</summary>
internal static class SlotTag
{
    public const byte Null = 0;

    /// <summary>An object of exactly the declared type; its content follows.</summary>
    public const byte Exact = 1;

    /// <summary>An object of the type that follows, then its content.</summary>
    public const byte Other = 2;

    /// <summary>As <see cref="Exact"/>, the content comes after the root.</summary>
    public const byte ExactLater = 3;

    /// <summary>As <see cref="Other"/>, the content comes after the root.</summary>
    public const byte OtherLater = 4;

    /// <summary>This and above: an object mentioned before.</summary>
    public const byte FirstBack = 5;
}

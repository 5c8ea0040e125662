using System.Text;

namespace AioProcessing.Serialization;

/// <summary>Where in the graph the writer is: pushed and popped on the way, put into words only for an error.</summary>
internal sealed class MemberPath
{
    // A path is for reading. The ends say where it starts and what is wrong; the middle of a long one says nothing.
    private const int ShownAtEachEnd = 12;

    private const int IsName = -1;
    private const int IsKey = -2;

    private object?[] _labels = new object?[32];
    private int[] _indexes = new int[32];
    private int _count;

    // Set in a path that has lost its middle, after the first steps.
    private bool _isCut;

    public int Count => _count;

    /// <summary>Steps into a field (<see cref="FieldSlot"/>), a named part (<see cref="string"/>) or an argument (<see cref="ArgumentName"/>).</summary>
    public void Push(object label)
    {
        if (_count == _labels.Length)
            Grow();
        _labels[_count] = label;
        _indexes[_count++] = IsName;
    }

    /// <summary>Steps into an item of a collection.</summary>
    public void PushIndex(int index)
    {
        if (_count == _labels.Length)
            Grow();
        _labels[_count] = null;
        _indexes[_count++] = index;
    }

    /// <summary>Steps into the value under a key of a dictionary, or into the key itself.</summary>
    public void PushKey(object key)
    {
        if (_count == _labels.Length)
            Grow();
        _labels[_count] = key;
        _indexes[_count++] = IsKey;
    }

    public void Pop() => _count--;

    public void Truncate(int count) => _count = count;

    /// <summary>The path so far, for an object whose content is written later; as much of it as would be shown.</summary>
    public MemberPath Copy()
    {
        int head = Math.Min(_count, ShownAtEachEnd);
        int tail = Math.Min(_count - head, ShownAtEachEnd);
        return new MemberPath
        {
            _labels = [.. _labels.AsSpan(0, head), .. _labels.AsSpan(_count - tail, tail)],
            _indexes = [.. _indexes.AsSpan(0, head), .. _indexes.AsSpan(_count - tail, tail)],
            _count = head + tail,
            _isCut = _isCut || head + tail < _count,
        };
    }

    public void Set(MemberPath other)
    {
        other._labels.CopyTo(_labels, 0); // Never longer than the initial length.
        other._indexes.CopyTo(_indexes, 0);
        _count = other._count;
        _isCut = other._isCut;
    }

    public void Clear()
    {
        Array.Clear(_labels, 0, _labels.Length);
        _count = 0;
        _isCut = false;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        for (int i = 0; i < _count; i++)
        {
            if (i == ShownAtEachEnd && (_isCut || _count > 2 * ShownAtEachEnd))
            {
                text.Append('…');
                i = Math.Max(i, _count - ShownAtEachEnd);
            }
            switch (_indexes[i])
            {
                case IsName:
                    AppendName(text, _labels[i]!.ToString()!);
                    break;
                case IsKey:
                    text.Append('[').Append(KeyText(_labels[i]!)).Append(']');
                    break;
                default:
                    text.Append('[').Append(_indexes[i]).Append(']');
                    break;
            }
        }
        return text.ToString();
    }

    private static void AppendName(StringBuilder text, string name)
    {
        if (name.Length == 0)
            return;
        if (text.Length > 0)
            text.Append('.');
        text.Append(name);
    }

    // Only texts and numbers say something; anything else may throw when asked for its text.
    private static string KeyText(object key) =>
        key is string text ? $"\"{text}\"" : key.GetType().IsPrimitive || key is Enum or Guid ? key.ToString()! : TypeNames.Of(key.GetType());

    private void Grow()
    {
        Array.Resize(ref _labels, _labels.Length * 2);
        Array.Resize(ref _indexes, _indexes.Length * 2);
    }
}

/// <summary>The root of a path that starts at an argument; the parameter's name is looked up only for an error.</summary>
internal sealed class ArgumentName(Delegate target, int index)
{
    public override string ToString()
    {
        System.Reflection.ParameterInfo[] parameters = target.Method.GetParameters();
        // An extension method bound to its first argument has one parameter more than its delegate.
        int at = index + (target.Method.IsStatic && target.Target is not null ? 1 : 0);
        return at < parameters.Length && parameters[at].Name is { Length: > 0 } name ? name : $"argument {index}";
    }
}

namespace AioProcessing.Pools;

/// <summary>A list that one thread extends while others fill it: its parts never move.</summary>
internal sealed class Segments<T>
{
    private const int Shift = 12;
    private const int Size = 1 << Shift;

    private T[][] _segments = [];

    public long Length { get; private set; }

    public T this[long index]
    {
        set => Volatile.Read(ref _segments)[index >> Shift][index & (Size - 1)] = value;
    }

    public void Extend(long length)
    {
        Length = length;
        int needed = (int)((length + Size - 1) >> Shift);
        int there = _segments.Length;
        if (needed <= there)
            return;
        var longer = new T[Math.Max(needed, there + (there / 8))][];
        _segments.CopyTo(longer, 0);
        for (int i = there; i < longer.Length; i++)
            longer[i] = new T[Size];
        Volatile.Write(ref _segments, longer);
    }

    public T[] ToArray(long length)
    {
        var all = new T[length];
        for (long at = 0; at < length; at += Size)
            Array.Copy(_segments[at >> Shift], 0, all, at, Math.Min(Size, length - at));
        return all;
    }
}

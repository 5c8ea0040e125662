using System.Diagnostics;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A function as the workers get it, and what the pool has learnt of it.</summary>
internal sealed class FunctionEntry
{
    private const int HeadBytes = 1 + sizeof(int);

    private static readonly Action s_elsewhere = static () => { };

    private readonly IPin[] _pins;
    private double _averageTicks;

    public FunctionEntry(int id, WorkFunction function, bool isShared)
    {
        Id = id;
        Name = function.Name;
        Target = function.Code;
        Listens = function.Listens;
        IsShared = isShared;
        PayloadWriter writer = PayloadWriter.Rent();
        try
        {
            writer.WriteByte((byte)PoolMessage.Function);
            writer.WriteInt32(id);
            ValueCodec.Write(writer, function);
            Message = writer.Written.ToArray();
            _pins = writer.DetachPins();
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>A function of another process, which has encoded it, and keeps what it refers to.</summary>
    public FunctionEntry(int id, string name, bool listens, bool isShared, ReadOnlySpan<byte> code)
    {
        Id = id;
        Name = name;
        Target = s_elsewhere;
        Listens = listens;
        IsShared = isShared;
        Message = [(byte)PoolMessage.Function, .. BitConverter.GetBytes(id), .. code];
        _pins = [];
    }

    public int Id { get; }

    public string Name { get; }

    /// <summary>The user's delegate, for errors.</summary>
    public Delegate Target { get; }

    public bool Listens { get; }

    /// <summary>Whether later calls use it too; else it is forgotten with its call, because it has captured what was at the time.</summary>
    public bool IsShared { get; }

    public byte[] Message { get; }

    /// <summary>The function itself.</summary>
    public ReadOnlySpan<byte> Code => Message.AsSpan(HeadBytes);

    /// <summary>How long an item takes, as measured lately; 0 = not known yet.</summary>
    public double AverageTicks => Volatile.Read(ref _averageTicks);

    /// <summary>Takes a measurement into account: soon when items have become faster, slowly when slower, for one slow item says little.</summary>
    public void Measured(int items, long ticks)
    {
        double now = Math.Max(1, (double)ticks / items);
        double before = _averageTicks;
        double weight = before == 0 ? 1 : now < before ? 0.7 : 0.3;
        Volatile.Write(ref _averageTicks, before + ((now - before) * weight));
    }

    /// <summary>Takes over the average of a pool elsewhere.</summary>
    public void Learn(double averageTicks) => Volatile.Write(ref _averageTicks, averageTicks);

    public void Release()
    {
        foreach (IPin pin in _pins)
            pin.Release();
    }
}

/// <summary>The functions of a pool: encoded once, not for each item; and once for all calls when nothing is captured.</summary>
internal sealed class FunctionTable
{
    private const int MostShared = 1024;

    private readonly Dictionary<Delegate, FunctionEntry> _shared = [];
    private int _lastId;

    public int NextId() => Interlocked.Increment(ref _lastId);

    /// <exception cref="AioSerializationException">The function, or what it captured, cannot cross.</exception>
    public FunctionEntry Get<TDelegate>(TDelegate target, Func<TDelegate, WorkFunction> wrap)
        where TDelegate : Delegate
    {
        ArgumentNullException.ThrowIfNull(target, "function"); // As the pool's calls name it.
        bool isShared = CapturesNothing(target);
        if (!isShared)
            return new FunctionEntry(NextId(), wrap(target), isShared: false);
        lock (_shared)
        {
            if (_shared.TryGetValue(target, out FunctionEntry? known))
                return known;
            var made = new FunctionEntry(NextId(), wrap(target), isShared: _shared.Count < MostShared);
            if (made.IsShared)
                _shared.Add(target, made);
            return made;
        }
    }

    // The compiler keeps lambdas that capture nothing in a class without instance fields, whose name nothing else can have.
    private static bool CapturesNothing(Delegate target)
    {
        Debug.Assert(target is not null, "The caller has checked it.");
        if (!target.HasSingleTarget)
            return false;
        if (target.Target is not { } owner)
            return true;
        string name = owner.GetType().Name;
        return name.StartsWith("<>c", StringComparison.Ordinal) && !name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal);
    }
}

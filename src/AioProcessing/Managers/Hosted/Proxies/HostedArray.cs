using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Hosted values of one size: an array, or one of them. They cross as their memory, as from one process of a tree to another.</summary>
internal abstract class HostedMemory<T>(AioProxyTarget target, bool isRaw, string what) : HostedProxy(target)
    where T : unmanaged
{
    private HostedLock? _lock;

    public bool IsRaw { get; private set; } = isRaw;

    public IAioLock Lock => IsRaw ? throw new InvalidOperationException($"A raw {what} has no lock. Make it without isRaw.") : _lock ?? OpenLock();

    public override void Dispose()
    {
        base.Dispose();
        _lock?.Dispose();
    }

    internal override void WriteState(PayloadWriter to) => to.WriteBool(IsRaw);

    internal override void ReadState(ref PayloadReader from) => IsRaw = from.ReadBool();

    protected ValueTask<T> ReadOneAsync(int index, CancellationToken cancellationToken)
    {
        PayloadWriter call = Begin((int)ArrayObject.Member.Read);
        call.WriteInt32(index);
        call.WriteInt32(1);
        return SendAsync(call, ReadElement, cancellationToken);
    }

    protected ValueTask WriteManyAsync(int start, ReadOnlySpan<T> values, CancellationToken cancellationToken)
    {
        PayloadWriter call = Begin((int)ArrayObject.Member.Write);
        call.WriteInt32(start);
        call.WriteInt32(values.Length);
        call.WriteBytes(MemoryMarshal.AsBytes(values));
        return SendAsync(call, cancellationToken);
    }

    protected ValueTask<T> ExchangeAsync(int index, T value, CancellationToken cancellationToken)
    {
        PayloadWriter call = Begin((int)ArrayObject.Member.Exchange);
        call.WriteInt32(index);
        call.WriteRaw(value);
        return SendAsync(call, ReadElement, cancellationToken);
    }

    protected ValueTask<T> CompareExchangeAsync(int index, T value, T expected, CancellationToken cancellationToken)
    {
        PayloadWriter call = Begin((int)ArrayObject.Member.CompareExchange);
        call.WriteInt32(index);
        call.WriteRaw(value);
        call.WriteRaw(expected);
        return SendAsync(call, ReadElement, cancellationToken);
    }

    private static T ReadElement(ref PayloadReader from, ManagerClient client) => from.ReadRaw<T>();

    private HostedLock OpenLock()
    {
        long id = Send(Begin((int)ArrayObject.Member.Lock), static (ref PayloadReader from, ManagerClient client) => from.ReadInt64());
        return _lock = new HostedLock(new AioProxyTarget(Client, id));
    }
}

/// <summary>A hosted value, as its clients have it.</summary>
internal sealed class HostedValue<T>(AioProxyTarget target, bool isRaw) : HostedMemory<T>(target, isRaw, "value"), IAioValue<T>
    where T : unmanaged
{
    public T Value
    {
        get => Blocking.Wait(GetAsync());
        set => WriteManyAsync(0, [value], CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public T Exchange(T value) => Blocking.Wait(ExchangeAsync(value));

    public T CompareExchange(T value, T expected) => Blocking.Wait(CompareExchangeAsync(value, expected));

    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default) => ReadOneAsync(0, cancellationToken);

    public ValueTask SetAsync(T value, CancellationToken cancellationToken = default) => WriteManyAsync(0, [value], cancellationToken);

    public ValueTask<T> ExchangeAsync(T value, CancellationToken cancellationToken = default) => ExchangeAsync(0, value, cancellationToken);

    public ValueTask<T> CompareExchangeAsync(T value, T expected, CancellationToken cancellationToken = default) =>
        CompareExchangeAsync(0, value, expected, cancellationToken);
}

/// <summary>A hosted array, as its clients have it.</summary>
internal sealed class HostedArray<T>(AioProxyTarget target, int length, bool isRaw) : HostedMemory<T>(target, isRaw, "array"), IAioArray<T>
    where T : unmanaged
{
    public int Length { get; private set; } = length;

    int IReadOnlyCollection<T>.Count => Length;

    public T this[int index]
    {
        get => Blocking.Wait(ReadOneAsync(index, CancellationToken.None));
        set => Write(index, [value]);
    }

    T IReadOnlyList<T>.this[int index] => this[index];

    public void Read(int start, Span<T> destination) => Blocking.Wait(FetchAsync(start, destination.Length, CancellationToken.None)).CopyTo(destination);

    public void Write(int start, ReadOnlySpan<T> source) => WriteManyAsync(start, source, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public T Exchange(int index, T value) => Blocking.Wait(ExchangeAsync(index, value));

    public T CompareExchange(int index, T value, T expected) => Blocking.Wait(CompareExchangeAsync(index, value, expected));

    public async ValueTask ReadAsync(int start, Memory<T> destination, CancellationToken cancellationToken = default) =>
        (await FetchAsync(start, destination.Length, cancellationToken).ConfigureAwait(false)).CopyTo(destination);

    public ValueTask WriteAsync(int start, ReadOnlyMemory<T> source, CancellationToken cancellationToken = default) =>
        WriteManyAsync(start, source.Span, cancellationToken);

    public new ValueTask<T> ExchangeAsync(int index, T value, CancellationToken cancellationToken = default) => base.ExchangeAsync(index, value, cancellationToken);

    public new ValueTask<T> CompareExchangeAsync(int index, T value, T expected, CancellationToken cancellationToken = default) =>
        base.CompareExchangeAsync(index, value, expected, cancellationToken);

    public IEnumerator<T> GetEnumerator() => Blocking.Wait(FetchAsync(0, Length, CancellationToken.None)).AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal override void WriteState(PayloadWriter to)
    {
        base.WriteState(to);
        to.WriteInt32(Length);
    }

    internal override void ReadState(ref PayloadReader from)
    {
        base.ReadState(ref from);
        Length = from.ReadInt32();
    }

    private ValueTask<T[]> FetchAsync(int start, int count, CancellationToken cancellationToken)
    {
        PayloadWriter call = Begin((int)ArrayObject.Member.Read);
        call.WriteInt32(start);
        call.WriteInt32(count);
        return SendAsync(call, static (ref PayloadReader from, ManagerClient client) =>
        {
            T[] values = new T[from.Remaining / Unsafe.SizeOf<T>()];
            from.ReadBytes(values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }, cancellationToken);
    }
}

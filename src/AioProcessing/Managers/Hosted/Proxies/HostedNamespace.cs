using System.Diagnostics.CodeAnalysis;
using AioProcessing.Connections;
using AioProcessing.Serialization;
using Member = AioProcessing.Managers.DictionaryObject.Member;

namespace AioProcessing.Managers;

/// <summary>A hosted namespace, as its clients have it: a dictionary whose values begin with the name of their type.</summary>
internal sealed class HostedNamespace(AioProxyTarget target) : HostedProxy(target), IAioNamespace
{
    public T Get<T>(string name) => Blocking.Wait(GetAsync<T>(name));

    public async ValueTask<T> GetAsync<T>(string name, CancellationToken cancellationToken = default) =>
        await TryGetAsync<T>(name, cancellationToken).ConfigureAwait(false) is (true, var value) ? value! : throw new KeyNotFoundException($"The hosted namespace has no '{name}'.");

    public void Set<T>(string name, T value) => Send(Begin(Member.Set, name, value));

    public ValueTask SetAsync<T>(string name, T value, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Set, name, value), cancellationToken);

    public bool TryGet<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        (bool found, value) = Blocking.Wait(TryGetAsync<T>(name));
        return found;
    }

    public async ValueTask<(bool Found, T? Value)> TryGetAsync<T>(string name, CancellationToken cancellationToken = default)
    {
        Typed<T> found = await SendAsync(Begin(Member.Get, name), Typed<T>.Read, cancellationToken).ConfigureAwait(false);
        return (found.IsThere, found.Check(name));
    }

    public bool TryAdd<T>(string name, T value) => Blocking.Wait(TryAddAsync(name, value));

    public ValueTask<bool> TryAddAsync<T>(string name, T value, CancellationToken cancellationToken = default) =>
        SendAsync(Begin(Member.Add, name, value), ReadWhether, cancellationToken);

    public T GetOrAdd<T>(string name, T value) => Blocking.Wait(GetOrAddAsync(name, value));

    public async ValueTask<T> GetOrAddAsync<T>(string name, T value, CancellationToken cancellationToken = default) =>
        (await SendAsync(Begin(Member.GetOrAdd, name, value), Typed<T>.Read, cancellationToken).ConfigureAwait(false)).Check(name)!;

    public bool TryUpdate<T>(string name, T value, T comparison) => Blocking.Wait(TryUpdateAsync(name, value, comparison));

    public ValueTask<bool> TryUpdateAsync<T>(string name, T value, T comparison, CancellationToken cancellationToken = default)
    {
        PayloadWriter call = Begin(Member.Update, name, value);
        WriteTyped(call, comparison, nameof(comparison));
        return SendAsync(call, ReadWhether, cancellationToken);
    }

    public T AddOrUpdate<T>(string name, T added, Func<T, T> update) => Blocking.Wait(AddOrUpdateAsync(name, added, update));

    public async ValueTask<T> AddOrUpdateAsync<T>(string name, T added, Func<T, T> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        while (true)
        {
            byte[]? old = await SendAsync(Begin(Member.Get, name), HostedBytes.Read, cancellationToken).ConfigureAwait(false);
            if (old is null)
            {
                if (await TryAddAsync(name, added, cancellationToken).ConfigureAwait(false))
                    return added;
                continue;
            }

            T value = update(Typed<T>.Decode(old, Client).Check(name)!);
            PayloadWriter call = Begin(Member.Update, name, value);
            HostedBytes.Write(call, old);
            if (await SendAsync(call, ReadWhether, cancellationToken).ConfigureAwait(false))
                return value;
        }
    }

    public bool Remove(string name) => Blocking.Wait(RemoveAsync(name));

    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Remove, name), ReadWhether, cancellationToken);

    public bool Contains(string name) => Blocking.Wait(ContainsAsync(name));

    public ValueTask<bool> ContainsAsync(string name, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Contains, name), ReadWhether, cancellationToken);

    public string[] GetNames() => Blocking.Wait(GetNamesAsync());

    public ValueTask<string[]> GetNamesAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Keys), ReadMany<string>, cancellationToken);

    private PayloadWriter Begin(Member member, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        PayloadWriter call = Begin((int)member);
        WritePayload(call, name, nameof(name));
        return call;
    }

    private PayloadWriter Begin<T>(Member member, string name, T value)
    {
        PayloadWriter call = Begin(member, name);
        WriteTyped(call, value, nameof(value));
        return call;
    }

    private void WriteTyped<T>(PayloadWriter call, T value, string name) => WritePayload(call, value, name, label: Typed<T>.Label);

    /// <summary>A value with the name of the type that it was set as.</summary>
    private readonly record struct Typed<T>(bool IsThere, T? Value, string? OtherType)
    {
        public static readonly string Label = typeof(T).ToString();

        public static Typed<T> Read(ref PayloadReader from, ManagerClient client)
        {
            int length = from.ReadInt32();
            return length < 0 ? default : Decode(from.ReadBytes(length), client);
        }

        public static Typed<T> Decode(ReadOnlySpan<byte> bytes, ManagerClient client)
        {
            var reader = new PayloadReader(bytes);
            string label = reader.ReadString() ?? "";
            return label == Label ? new Typed<T>(true, client.Format.ReadBlock<T>(bytes[(reader.Position + sizeof(int))..], takesPins: false), null) : new Typed<T>(true, default, label);
        }

        public T? Check(string name) => OtherType is null
            ? Value
            : throw new InvalidCastException($"'{name}' of the hosted namespace was set as a {OtherType}, and was asked for as a {Label}. Ask for what it is, or remove it first.");
    }
}

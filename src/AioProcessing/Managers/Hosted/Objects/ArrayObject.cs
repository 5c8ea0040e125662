using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Values of a fixed size in their manager, as their bytes; a single value too. Its lock is an object of its own, made when somebody asks for it.</summary>
internal sealed class ArrayObject : KeepingObject
{
    public const string Kind = "array";

    private readonly byte[] _bytes;
    private readonly int _elementBytes;
    private HostedEntry? _lock;

    private ArrayObject(byte[] bytes, int elementBytes) => (_bytes, _elementBytes) = (bytes, elementBytes);

    public enum Member
    {
        Read,
        Write,
        Exchange,
        CompareExchange,
        Lock,
        Length,
    }

    public static ArrayObject Make(ref PayloadReader arguments, ManagerServer server)
    {
        int elementBytes = arguments.ReadInt32(), length = arguments.ReadInt32();
        ReadOnlySpan<byte> initial = arguments.ReadBytes(arguments.ReadInt32());
        long sizeBytes = (long)elementBytes * length;
        if (elementBytes <= 0 || length < 0 || sizeBytes > Array.MaxLength || initial.Length > sizeBytes)
            throw new ArgumentOutOfRangeException(null, $"An array of {length:N0} elements of {elementBytes:N0} bytes cannot be hosted: at most {Array.MaxLength:N0} bytes can.");
        byte[] bytes = new byte[sizeBytes];
        initial.CopyTo(bytes);
        return new ArrayObject(bytes, elementBytes);
    }

    protected override void Drop()
    {
        _lock?.DropReferences(1);
        _lock = null;
    }

    protected override void Do(int member, ref PayloadReader arguments, PayloadWriter answer, Session session)
    {
        switch ((Member)member)
        {
            case Member.Length:
                answer.WriteInt32(_bytes.Length / _elementBytes);
                break;
            case Member.Read:
                answer.WriteBytes(Part(arguments.ReadInt32(), arguments.ReadInt32()));
                break;
            case Member.Write:
                Span<byte> part = Part(arguments.ReadInt32(), arguments.ReadInt32());
                arguments.ReadBytes(part.Length).CopyTo(part);
                break;
            case Member.Exchange:
            case Member.CompareExchange:
                Span<byte> one = Part(arguments.ReadInt32(), 1);
                answer.WriteBytes(one);
                ReadOnlySpan<byte> value = arguments.ReadBytes(_elementBytes);
                if ((Member)member is Member.Exchange || one.SequenceEqual(arguments.ReadBytes(_elementBytes)))
                    value.CopyTo(one);
                break;
            case Member.Lock:
                HostedEntry mutex = _lock ??= MakeLock();
                session.TryReference(mutex);
                answer.WriteInt64(mutex.Id);
                break;
            default:
                throw Unknown(member);
        }
    }

    private Span<byte> Part(int start, int count)
    {
        int length = _bytes.Length / _elementBytes;
        return (uint)start <= (uint)length && (uint)count <= (uint)(length - start)
            ? _bytes.AsSpan(start * _elementBytes, count * _elementBytes)
            : throw new ArgumentOutOfRangeException(null, $"The array has {length:N0} elements: there are not {count:N0} from number {start:N0} on.");
    }

    private HostedEntry MakeLock()
    {
        var made = new LockObject();
        HostedEntry entry = Entry.Server.Admit(made, made, proxies: null);
        entry.TryAddReferences(1);
        return entry;
    }
}

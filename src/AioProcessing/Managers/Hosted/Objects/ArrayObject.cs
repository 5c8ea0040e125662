using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Values of a fixed size in their manager, as their bytes; a single value too. Its lock is an object of its own, made when somebody asks for it.</summary>
internal sealed class ArrayObject : BuiltInObject
{
    public const string Kind = "array";

    private readonly Lock _gate = new();
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

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        if ((Member)member is Member.Lock)
        {
            GetLock(call);
            return null;
        }

        PayloadWriter frame = call.BeginReturn();
        lock (_gate)
        {
            try
            {
                Do((Member)member, ref arguments, frame);
            }
            catch
            {
                frame.Return();
                throw;
            }
        }

        call.Return(frame);
        return null;
    }

    public override ValueTask GoneAsync()
    {
        HostedEntry? mutex;
        lock (_gate)
            (mutex, _lock) = (_lock, null);
        mutex?.DropReferences(1);
        return default;
    }

    private void Do(Member member, ref PayloadReader arguments, PayloadWriter frame)
    {
        if (member is Member.Length)
        {
            frame.WriteInt32(_bytes.Length / _elementBytes);
            return;
        }

        int start = arguments.ReadInt32();
        Span<byte> part = Part(start, member is Member.Read or Member.Write ? arguments.ReadInt32() : 1);
        switch (member)
        {
            case Member.Read:
                frame.WriteBytes(part);
                break;
            case Member.Write:
                arguments.ReadBytes(part.Length).CopyTo(part);
                break;
            case Member.Exchange:
            case Member.CompareExchange:
                frame.WriteBytes(part);
                ReadOnlySpan<byte> value = arguments.ReadBytes(_elementBytes);
                if (member is Member.Exchange || part.SequenceEqual(arguments.ReadBytes(_elementBytes)))
                    value.CopyTo(part);
                break;
            default:
                throw Unknown((int)member);
        }
    }

    private Span<byte> Part(int start, int count)
    {
        int length = _bytes.Length / _elementBytes;
        return (uint)start <= (uint)length && (uint)count <= (uint)(length - start)
            ? _bytes.AsSpan(start * _elementBytes, count * _elementBytes)
            : throw new ArgumentOutOfRangeException(null, $"The array has {length:N0} elements: there are not {count:N0} from number {start:N0} on.");
    }

    private void GetLock(HostedCall call)
    {
        HostedEntry mutex;
        lock (_gate)
        {
            if (_lock is null)
            {
                var made = new LockObject();
                _lock = Entry.Server.Admit(made, made, proxies: null);
                _lock.TryAddReferences(1);
            }

            mutex = _lock;
            call.Session.TryReference(mutex);
        }

        call.Return(mutex.Id);
    }
}

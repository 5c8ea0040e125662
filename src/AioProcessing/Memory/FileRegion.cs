using AioProcessing.Backends;
using AioProcessing.Serialization;

namespace AioProcessing.Memory;

/// <summary>Bytes in a file of their own, which others open by name.</summary>
internal sealed unsafe class FileRegion : SharedRegion
{
    private readonly NamedMemory _memory;

    private FileRegion(NamedMemory memory) : base(memory.Mapping.Base, memory.Mapping.SizeBytes) => _memory = memory;

    public override string? Name => _memory.Name;

    public override string? Path => _memory.Path;

    public static FileRegion Create(string name, long sizeBytes)
    {
        CheckRoom(sizeBytes);
        return new FileRegion(NamedMemory.Create(name, sizeBytes));
    }

    public static FileRegion Open(string name) => new(NamedMemory.Open(name));

    public static FileRegion ReadReference(ref PayloadReader reader)
    {
        string name = reader.ReadString() ?? throw reader.Malformed("named memory has no name");
        return new FileRegion(NamedMemory.Open(name, reader.ReadUInt64()));
    }

    public override bool Unlink()
    {
        ObjectDisposedException.ThrowIf(!_memory.TryUse(), this);
        try
        {
            return _memory.Unlink();
        }
        finally
        {
            _memory.EndUse();
        }
    }

    public override void Write(PayloadWriter writer)
    {
        _ = Start;
        ObjectDisposedException.ThrowIf(!_memory.TryUse(), this);
        writer.AddPin(new Pin(_memory));
        writer.WriteBool(true);
        writer.WriteString(_memory.Name);
        writer.WriteUInt64(_memory.FileId);
    }

    protected override bool ReleaseHandle()
    {
        _memory.EndUse();
        return true;
    }

    /// <summary>One use, for as long as a reference may be on its way. Left to the reader it ends when it is collected.</summary>
    private sealed class Pin(NamedMemory memory) : IPin
    {
        private int _isReleased;

        ~Pin() => End();

        public void Release()
        {
            End();
            GC.SuppressFinalize(this);
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
                memory.EndUse();
        }
    }
}

using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>What a child is told about itself before its job.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Lineage">Numbers of starts from the root down, such as 1:2; empty in the root.</param>
/// <param name="ParentId">The parent's pid.</param>
/// <param name="ParentName">The parent's display name.</param>
/// <param name="EntryAssembly">Simple name of the program's entry assembly, where the launch replaced it by this library; else empty.</param>
/// <param name="EntryPath">Its file, for an entry assembly that is not found by name.</param>
/// <param name="BaseDirectory">The program's base directory.</param>
/// <param name="Traits">What is special about it.</param>
internal sealed record ChildProfile(
    string Name, string Lineage, int ParentId, string ParentName, string EntryAssembly, string EntryPath, string BaseDirectory, ChildTraits Traits)
{
    /// <summary>Above every level.</summary>
    public const byte NoLogging = 6;

    /// <summary>The secret of the process tree.</summary>
    public byte[] AuthKey { get; init; } = [];

    /// <summary>The lowest level of log records that the parent wants to have.</summary>
    public byte LogLevel { get; init; } = NoLogging;

    /// <summary>What the parent was doing, as W3C trace context; empty = nothing that is traced.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>What goes with it.</summary>
    public string TraceState { get; init; } = "";

    public void Write(PayloadWriter to)
    {
        to.WriteString(Name);
        to.WriteString(Lineage);
        to.WriteInt32(ParentId);
        to.WriteString(ParentName);
        to.WriteString(EntryAssembly);
        to.WriteString(EntryPath);
        to.WriteString(BaseDirectory);
        to.WriteByte((byte)Traits);
        to.WriteBlock(AuthKey);
        to.WriteByte(LogLevel);
        to.WriteString(TraceParent);
        to.WriteString(TraceState);
    }

    public static ChildProfile Read(ref PayloadReader from) => new(
        from.ReadString()!, from.ReadString()!, from.ReadInt32(), from.ReadString()!, from.ReadString()!, from.ReadString()!, from.ReadString()!, (ChildTraits)from.ReadByte())
    {
        AuthKey = from.ReadBlock().ToArray(),
        LogLevel = from.ReadByte(),
        TraceParent = from.ReadString()!,
        TraceState = from.ReadString()!,
    };
}

/// <summary>What is special about a child.</summary>
[Flags]
internal enum ChildTraits : byte
{
    None = 0,

    /// <summary>It also prints an exception of its target to standard error.</summary>
    ReportsFaults = 1,

    /// <summary>It is not waited for when its parent ends, and starts no children.</summary>
    IsDaemon = 2,

    /// <summary>It waits for a debugger before its target runs.</summary>
    WaitsForDebugger = 4,
}

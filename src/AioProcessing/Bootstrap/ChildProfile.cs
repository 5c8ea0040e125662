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
/// <param name="ReportsFaults">The child also prints an exception of its target to standard error.</param>
/// <param name="AuthKey">See <see cref="ProcessKey"/>.</param>
internal sealed record ChildProfile(
    string Name, string Lineage, int ParentId, string ParentName, string EntryAssembly, string EntryPath, string BaseDirectory, bool ReportsFaults, byte[] AuthKey)
{
    public void Write(PayloadWriter to)
    {
        to.WriteString(Name);
        to.WriteString(Lineage);
        to.WriteInt32(ParentId);
        to.WriteString(ParentName);
        to.WriteString(EntryAssembly);
        to.WriteString(EntryPath);
        to.WriteString(BaseDirectory);
        to.WriteBool(ReportsFaults);
        to.WriteBlock(AuthKey);
    }

    public static ChildProfile Read(ref PayloadReader from) => new(
        from.ReadString()!, from.ReadString()!, from.ReadInt32(), from.ReadString()!, from.ReadString()!, from.ReadString()!, from.ReadString()!, from.ReadBool(), from.ReadBlock().ToArray());
}

using System.Globalization;
using System.Text;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core;

/// <summary>What a named object is looked for by, and what it must have been made as.</summary>
internal sealed class ObjectName
{
    private readonly byte[] _name;
    private readonly byte[] _label;

    /// <param name="name">1 to 104 bytes of UTF-8.</param>
    /// <param name="label">Kind, item type and settings in words: two are the same if and only if these are. What is too long for its place is cut, and told apart by a hash.</param>
    public ObjectName(string name, string label)
    {
        _name = Encoding.UTF8.GetBytes(name);
        _label = Encoding.UTF8.GetBytes(label);
        if (_name.Length is 0 or > NameRecord.MaxNameBytes)
            throw new ArgumentException($"An object's name has 1 to {NameRecord.MaxNameBytes} bytes of UTF-8; '{name}' has {_name.Length}. Choose a shorter one.", nameof(name));
        if (_label.Length > NameRecord.MaxLabelBytes)
            _label = Cut(_label);
        Text = name;
        Label = Encoding.UTF8.GetString(_label);
        Hash = HashOf(_name) | 1;
    }

    public string Text { get; }

    public string Label { get; }

    public ulong Hash { get; }

    public bool Names(in NameRecord record) => record.IsNamed(_name);

    public bool Describes(in NameRecord record) => record.IsLabelled(_label);

    public void WriteTo(ref NameRecord record) => record.Write(_name, _label);

    private static byte[] Cut(byte[] label)
    {
        byte[] hash = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"~{HashOf(label):x16}"));
        int kept = NameRecord.MaxLabelBytes - hash.Length;
        while ((label[kept] & 0xC0) == 0x80)
            kept--; // Not within a character.
        return [.. label[..kept], .. hash];
    }

    // FNV-1a: the same in every process and build, which string.GetHashCode is not.
    private static ulong HashOf(byte[] bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte next in bytes)
            hash = (hash ^ next) * 0x100000001B3;
        return hash;
    }
}

using System.Buffers.Binary;

namespace AioProcessing.Connections;

/// <summary>The classes of Python's module <c>datetime</c>: packed bytes on the wire, resolution a microsecond.</summary>
internal static class PickleTimes
{
    /// <summary>Null when it is another class, or has a time zone that is no fixed offset.</summary>
    public static object? Read(string name, object?[] arguments) => (name, arguments) switch
    {
        ("timedelta", [long days, long seconds, long microseconds]) => Span(days, seconds, microseconds),
        ("timezone", [TimeSpan offset]) => new Zone(offset),
        ("timezone", [TimeSpan offset, string]) => new Zone(offset),
        ("date", [byte[] { Length: 4 } packed]) => DateOf(packed),
        ("time", [byte[] { Length: 6 } packed]) => TimeOf(packed),
        ("datetime", [byte[] { Length: 10 } packed]) => DateOf(packed).ToDateTime(TimeOf(packed.AsSpan(4))),
        ("datetime", [byte[] { Length: 10 } packed, Zone zone]) => new DateTimeOffset(DateOf(packed).ToDateTime(TimeOf(packed.AsSpan(4))), zone.Offset),
        _ => null,
    };

    public static byte[] Pack(DateOnly date) => [(byte)(date.Year >> 8), (byte)date.Year, (byte)date.Month, (byte)date.Day];

    public static byte[] Pack(TimeOnly time)
    {
        long microseconds = time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return [(byte)time.Hour, (byte)time.Minute, (byte)time.Second, (byte)(microseconds >> 16), (byte)(microseconds >> 8), (byte)microseconds];
    }

    public static byte[] Pack(DateTime time) => [.. Pack(DateOnly.FromDateTime(time)), .. Pack(TimeOnly.FromDateTime(time))];

    private static TimeSpan Span(long days, long seconds, long microseconds) =>
        new(checked((days * TimeSpan.TicksPerDay) + (seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond)));

    private static DateOnly DateOf(ReadOnlySpan<byte> packed) => new(BinaryPrimitives.ReadUInt16BigEndian(packed), packed[2] & 0x7F, packed[3]);

    // The highest bit of the first byte says which of two equal times in autumn is meant; no type here can say so.
    private static TimeOnly TimeOf(ReadOnlySpan<byte> packed) =>
        new TimeOnly(packed[0] & 0x7F, packed[1], packed[2]).Add(TimeSpan.FromMicroseconds((packed[3] << 16) | (packed[4] << 8) | packed[5]));

    /// <summary>A fixed offset from UTC, which only occurs in a datetime.</summary>
    internal sealed record Zone(TimeSpan Offset);
}

using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>First page of an arena.</summary>
/// <remarks><code>
///   0       8         12      16            24         32          128         256          384
///   +-------+---------+-------+-------------+----------+-----------+-----------+------------+-------------+
///   | magic | version | ready | total bytes | identity | pid scope | high slot | high object| object hint |
///   +-------+---------+-------+-------------+----------+-----------+-----------+------------+-------------+
/// </code>The first 16 bytes keep their places in every version: by them builds that differ recognise each other.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
internal struct ArenaHeader
{
    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public uint Version;

    /// <summary>1 once the maker has written the rest of the header.</summary>
    [FieldOffset(12)] public uint Ready;

    [FieldOffset(16)] public ulong TotalBytes;

    /// <summary>A random number that tells a named context from those that had its name before; 0 in a process tree's own.</summary>
    [FieldOffset(24)] public ulong Identity;

    /// <summary>Among which processes the pids in the slots have a meaning (<see cref="Os.ProcessWatcher.PidScope"/>); 0 = not told.</summary>
    [FieldOffset(32)] public ulong PidScope;

    /// <summary>One more than the highest process slot ever claimed; bounds every scan of a process bitmap. Only grows.</summary>
    [FieldOffset(128)] public ulong HighSlot;

    /// <summary>One more than the highest object index ever claimed; bounds the reaper's scan. Only grows.</summary>
    [FieldOffset(256)] public ulong HighObject;

    /// <summary>Where the next search for a free object starts; only a hint.</summary>
    [FieldOffset(384)] public ulong ObjectHint;
}

using System.Globalization;

namespace AioProcessing.Torture;

/// <summary>What the system says of a process, read apart from the library's own reader.</summary>
/// <param name="State">The kernel's letter; X when it is ending, or there is no such process.</param>
/// <param name="Parent">The pid of its parent, or 0.</param>
/// <param name="StartTime">Clock ticks since boot, or 0.</param>
internal readonly record struct ProcStat(char State, int Parent, long StartTime)
{
    // Counted from the state, which is the first after the name in brackets.
    private const int ParentField = 1;
    private const int FlagsField = 6;
    private const int StartTimeField = 19;

    private const uint IsExiting = 4; // It runs no code of its own any more, and its sockets may be closed already.

    public static ProcStat Read(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            bool isEnding = (uint.Parse(fields[FlagsField], CultureInfo.InvariantCulture) & IsExiting) != 0;
            return new ProcStat(isEnding ? 'X' : fields[0][0], int.Parse(fields[ParentField], CultureInfo.InvariantCulture), long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return new ProcStat('X', 0, 0);
        }
    }
}

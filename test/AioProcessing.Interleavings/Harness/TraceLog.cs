using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AioProcessing.Interleavings;

/// <summary>The story of one schedule: numbered steps with actor, operation, word, values before and after, and the calling code.</summary>
internal sealed class TraceLog
{
    private readonly StringBuilder _text = new();
    private string _site = "";
    private ulong _before;
    private int _step;

    public unsafe void Begin(World world, Actor actor, in Operation operation, ulong seen, Fault? fault)
    {
        _before = seen;
        _site = (fault is null ? "" : $"  FAULT {fault}") + Site();
        string target = operation.HasWord ? " " + world.Ram.NameOf(operation.Address) : "";
        _text.Append(CultureInfo.InvariantCulture, $"{++_step,4}  {actor,-14} {operation.Name + target,-32}");
    }

    /// <param name="after">What the word holds now; null when there is none.</param>
    public void End(ulong? after)
    {
        string values = after is not { } value ? "" : value == _before ? $"{value:x}" : $"{_before:x} -> {value:x}";
        _text.Append(CultureInfo.InvariantCulture, $" {values,-24}{_site}").AppendLine();
    }

    public void Plain(Actor actor) => _text.AppendLine(CultureInfo.InvariantCulture, $"{++_step,4}  {actor,-14} writes {actor.Plain.Describe()}");

    public void Disturb(World world, Choice choice)
    {
        string what = choice.Kind switch
        {
            ChoiceKind.Kill => $"{world.Processes[choice.Index]} is killed",
            ChoiceKind.Stop => $"{world.Processes[choice.Index]} is stopped",
            ChoiceKind.Rouse => $"{world.Actors[choice.Index]} wakes spuriously",
            _ => $"the oldest delayed store of {world.Actors[choice.Index]} becomes visible",
        };
        _text.AppendLine($"      -- {what}");
    }

    public override string ToString() => _text.ToString();

    /// <summary>The first callers outside the harness and <c>Atomic</c>: the machine's method, and who called that.</summary>
    private static string Site()
    {
        List<string> callers = [];
        foreach (StackFrame frame in new StackTrace(2, true).GetFrames())
        {
            if (frame.GetFileName() is not { } file || file.Contains("/Harness/") || file.EndsWith("Atomic.cs", StringComparison.Ordinal))
                continue;
            callers.Add($"{frame.GetMethod()?.Name} ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})");
            if (callers.Count == 2)
                break;
        }
        return callers.Count == 0 ? "" : "  " + string.Join(" < ", callers);
    }
}

namespace AioProcessing.Interleavings;

/// <summary>Repeats recorded choices, and goes on undisturbed where they end.</summary>
internal sealed class Rerun(IReadOnlyList<Choice> choices) : IChooser
{
    private int _depth;

    public int Choose(Scheduler scheduler, Actor? current)
    {
        if (_depth == choices.Count)
            return 0;
        Choice choice = choices[_depth++];
        for (int i = 0; i < scheduler.Options.Count; i++)
        {
            if (scheduler.Options[i] == choice)
                return i;
        }
        throw new InvalidOperationException(
            $"Choice {_depth} of the schedule is {choice}, but the options are {string.Join(' ', scheduler.Options)}: it is of another scenario or scope.");
    }
}

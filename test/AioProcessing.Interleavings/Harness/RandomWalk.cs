namespace AioProcessing.Interleavings;

/// <summary>One schedule drawn from a seed: mostly goes on, sometimes switches, and rarely lets a process die, stop or wake by chance.</summary>
internal sealed class RandomWalk(int seed) : IChooser
{
    private const double GoesOn = 0.7;
    private const double Disturbs = 0.04;

    private readonly Random _random = new(seed);

    public int Choose(Scheduler scheduler, Actor? current)
    {
        IReadOnlyList<Choice> options = scheduler.Options;
        int calm = options.Count;
        while (calm > 1 && options[calm - 1].Kind is ChoiceKind.Kill or ChoiceKind.Stop or ChoiceKind.Rouse)
            calm--;
        if (calm < options.Count && _random.NextDouble() < Disturbs)
            return _random.Next(calm, options.Count);
        return current is not null && _random.NextDouble() < GoesOn ? 0 : _random.Next(calm);
    }
}

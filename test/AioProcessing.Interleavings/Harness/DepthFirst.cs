namespace AioProcessing.Interleavings;

/// <summary>Enumerates schedules depth-first: each run repeats the choices of the one before up to its last open choice, takes the next option there, and goes on undisturbed.</summary>
internal sealed class DepthFirst(bool mergeStates) : IChooser
{
    private readonly List<Frame> _frames = [];
    private readonly Dictionary<ulong, int> _explored = [];
    private int _depth;
    private bool _isMerged;

    /// <summary>Different states seen.</summary>
    public int States => _explored.Count;

    /// <summary>Prepares the next run; false when every schedule has been run.</summary>
    public bool MoveNext()
    {
        while (_depth > 0 && _frames.Count != 0 && _frames[^1].IsLast)
            _frames.RemoveAt(_frames.Count - 1);
        if (_depth > 0 && _frames.Count == 0)
            return false;
        if (_frames.Count != 0)
            _frames[^1] = _frames[^1] with { Chosen = _frames[^1].Chosen + 1 };
        _depth = 0;
        _isMerged = false;
        return true;
    }

    public int Choose(Scheduler scheduler, Actor? current)
    {
        if (_isMerged)
            return 0;
        int count = scheduler.Options.Count;
        if (_depth == _frames.Count)
        {
            ulong state = count > 1 ? scheduler.StateKey(current) : 0;
            if (count > 1 && mergeStates && IsExplored(state, scheduler.Preemptions))
            {
                _isMerged = true;
                return 0;
            }
            _frames.Add(new Frame(0, count, state));
        }
        Frame frame = _frames[_depth++];
        if (frame.Count != count || (_depth == _frames.Count && frame.Chosen > 0 && frame.State != scheduler.StateKey(current)))
            throw new InvalidOperationException($"Repeating the first {_depth} choices leads to another state: the scenario is not deterministic.");
        return frame.Chosen;
    }

    /// <summary>A state explored with as many preemptions left has nothing new below it.</summary>
    private bool IsExplored(ulong state, int preemptions)
    {
        if (_explored.TryGetValue(state, out int before) && before <= preemptions)
            return true;
        _explored[state] = preemptions;
        return false;
    }

    private readonly record struct Frame(int Chosen, int Count, ulong State)
    {
        public bool IsLast => Chosen == Count - 1;
    }
}

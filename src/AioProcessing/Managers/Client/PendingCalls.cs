namespace AioProcessing.Managers;

/// <summary>The calls of a link by their numbers. Guarded by the gate of the link's output, so that numbers and frames are in one order.</summary>
internal sealed class PendingCalls
{
    private PendingCall?[] _calls = new PendingCall?[16];
    private int[] _free = new int[16];
    private int _freeCount;
    private int _used;

    public int Count => _used - _freeCount;

    public void Add(PendingCall call)
    {
        int number = _freeCount > 0 ? _free[--_freeCount] : _used++;
        if (number == _calls.Length)
        {
            Array.Resize(ref _calls, number * 2);
            Array.Resize(ref _free, number * 2);
        }
        call.Number = number;
        _calls[number] = call;
    }

    public PendingCall? Find(int number) => (uint)number < (uint)_calls.Length ? _calls[number] : null;

    public bool Has(PendingCall call) => ReferenceEquals(Find(call.Number), call);

    public void Remove(PendingCall call)
    {
        _calls[call.Number] = null;
        _free[_freeCount++] = call.Number;
    }

    public PendingCall[] TakeAll()
    {
        PendingCall[] all = [.. _calls.OfType<PendingCall>()];
        Array.Clear(_calls);
        return all;
    }
}

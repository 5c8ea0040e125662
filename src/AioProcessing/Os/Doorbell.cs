namespace AioProcessing.Os;

/// <summary>Sleeping on a 32-bit word in shared memory, and waking whoever sleeps on it in any process.</summary>
internal abstract class Doorbell
{
    /// <summary>Sleeps while <paramref name="word"/> holds <paramref name="expected"/>. May return early; the caller looks again.</summary>
    public abstract void Wait(ref uint word, uint expected);

    /// <summary>Wakes one sleeper on <paramref name="word"/>, if there is one.</summary>
    public abstract void Wake(ref uint word);
}

using System.Diagnostics;

namespace AioProcessing.Interleavings;

internal enum FaultEffect
{
    /// <summary>The operation seems to succeed and changes nothing; a dropped <c>Wake</c> wakes nobody, a dropped <c>Wait</c> returns at once.</summary>
    Drop,

    /// <summary>A <c>TrySwap</c> finds another value than the one expected.</summary>
    Fail,

    /// <summary>An <c>Exchange</c> or a <c>TrySwap</c> is no fence: what it writes is seen late. Only tells with <see cref="Scope.StoreBuffers"/>.</summary>
    Weaken,
}

/// <summary>
/// A planted bug: operations of this name, narrowed by word, actor and calling method, go wrong. It acts on the explorer's side of
/// <c>Atomic</c> and the doorbell, so machines carry no hook for it.
/// </summary>
/// <param name="effect">How they go wrong.</param>
/// <param name="operation">The method: <c>TrySwap</c>, <c>Or</c>, <c>Wake</c>, …</param>
internal sealed class Fault(FaultEffect effect, string operation)
{
    private int _seen;

    public FaultEffect Effect { get; } = effect;

    /// <summary>Only on the word (or part of memory) whose name starts with this.</summary>
    public string? Word { get; init; }

    /// <summary>Only by this actor (<c>A.take</c>), or by the actors of this process (<c>A</c>).</summary>
    public string? Actor { get; init; }

    /// <summary>Only when called, directly or not, by this method (<c>LockMachine.Release</c>, <c>Release</c>).</summary>
    public string? Method { get; init; }

    /// <summary>Only the N-th such operation of a schedule, from 1; 0 = all of them.</summary>
    public int Occurrence { get; init; }

    /// <summary>How often it struck, over all schedules: a mutant that never strikes proves nothing.</summary>
    public long Strikes { get; private set; }

    public void StartSchedule() => _seen = 0;

    /// <summary>Whether this step goes wrong; counts it if so.</summary>
    public unsafe bool Strike(in Operation step, Actor by, SimMemory ram)
    {
        if (step.Name != operation
            || (Word is not null && !(step.HasWord && ram.NameOf(step.Address).StartsWith(Word, StringComparison.Ordinal)))
            || (Actor is not null && Actor != by.ToString() && Actor != by.Process.Name)
            || (Method is not null && !IsCalledBy(Method)))
            return false;
        if (Occurrence != 0 && ++_seen != Occurrence)
            return false;
        Strikes++;
        return true;
    }

    public override string ToString() => $"{Effect} {operation}" + On(" on ", Word) + On(" by ", Actor) + On(" in ", Method);

    private static string On(string preposition, string? name) => name is null ? "" : preposition + name;

    private static bool IsCalledBy(string method)
    {
        foreach (StackFrame frame in new StackTrace(3).GetFrames())
        {
            if (frame.GetMethod() is { } caller && (caller.Name == method || $"{caller.DeclaringType?.Name}.{caller.Name}" == method))
                return true;
        }
        return false;
    }
}

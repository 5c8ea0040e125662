using System.Globalization;

namespace AioProcessing.Interleavings;

/// <summary>What may happen next; the letter is the one in replay strings.</summary>
internal enum ChoiceKind
{
    /// <summary>An actor takes its next step. No letter: just its number.</summary>
    Run,

    /// <summary>A process dies (kill -9): none of its actors runs again, its gates and sleepers vanish.</summary>
    Kill,

    /// <summary>A process is stopped (SIGSTOP) for the rest of the schedule.</summary>
    Stop,

    /// <summary>The actor that has just fallen asleep on a word wakes without being woken.</summary>
    Rouse,

    /// <summary>The oldest buffered store of an actor becomes visible to the others.</summary>
    Drain,

    /// <summary>Nobody runs any more and nobody dies any more.</summary>
    End,
}

/// <param name="Kind">What happens.</param>
/// <param name="Index">To whom: index of the actor or of the process.</param>
internal readonly record struct Choice(ChoiceKind Kind, int Index)
{
    private const string Letters = "_KSRD.";

    public override string ToString() => Kind switch
    {
        ChoiceKind.Run => Index.ToString(CultureInfo.InvariantCulture),
        ChoiceKind.End => ".",
        _ => $"{Letters[(int)Kind]}{Index}",
    };

    public static Choice Parse(string text)
    {
        if (text == ".")
            return new Choice(ChoiceKind.End, 0);
        int kind = Math.Max(0, Letters.IndexOf(text[0]));
        return new Choice((ChoiceKind)kind, int.Parse(kind == 0 ? text : text[1..], CultureInfo.InvariantCulture));
    }
}

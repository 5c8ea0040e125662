using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>The delegate types among the <see cref="WellKnownTypes"/>: with one of them every job begins.</summary>
/// <remarks>A compiled method loads all the types that it mentions when it is first called, hence a method for each.</remarks>
internal static class WellKnownDelegates
{
    public static Type? Of(int code) => code switch
    {
        30 => Action0(),
        31 => Action1(),
        32 => Action2(),
        33 => Action3(),
        34 => Action4(),
        35 => Action5(),
        36 => Action6(),
        37 => Action7(),
        38 => Action8(),
        39 => Action9(),
        50 => Func0(),
        51 => Func1(),
        52 => Func2(),
        53 => Func3(),
        54 => Func4(),
        55 => Func5(),
        56 => Func6(),
        57 => Func7(),
        58 => Func8(),
        59 => Func9(),
        60 => Predicate(),
        61 => Comparison(),
        _ => null,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action0() => typeof(Action);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action1() => typeof(Action<>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action2() => typeof(Action<,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action3() => typeof(Action<,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action4() => typeof(Action<,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action5() => typeof(Action<,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action6() => typeof(Action<,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action7() => typeof(Action<,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action8() => typeof(Action<,,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Action9() => typeof(Action<,,,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func0() => typeof(Func<>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func1() => typeof(Func<,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func2() => typeof(Func<,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func3() => typeof(Func<,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func4() => typeof(Func<,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func5() => typeof(Func<,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func6() => typeof(Func<,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func7() => typeof(Func<,,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func8() => typeof(Func<,,,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Func9() => typeof(Func<,,,,,,,,,>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Predicate() => typeof(Predicate<>);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Comparison() => typeof(Comparison<>);
}

using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>Framework types so common that a payload names them by one byte, whatever the runtime's build. Codes are part of the wire format.</summary>
/// <remarks>
/// Switches, not tables, and the common apart from the rare: a compiled method loads all the types that it mentions when it is first called.
/// </remarks>
internal static class WellKnownTypes
{
    /// <summary>Codes are below this, and not 0.</summary>
    public const int Limit = 128;

    /// <summary>The code of a type of the core library, or 0. Generic types are known by their definition.</summary>
    public static int CodeOf(Type type) => type.Namespace switch
    {
        "System" when type.Name.StartsWith("Action", StringComparison.Ordinal) => CodeOfAction(type.Name),
        "System" when type.IsGenericType => CodeOfGeneric(type.Name),
        "System" => CodeOfScalar(type.Name),
        "System.Collections.Generic" => CodeOfCollection(type.Name),
        "System.Threading.Tasks" => type.Name switch { "Task" => 100, "Task`1" => 101, "ValueTask" => 102, "ValueTask`1" => 103, _ => 0 },
        "System.Threading" => type.Name == "CancellationToken" ? 104 : 0,
        _ => 0,
    };

    public static Type? Of(int code) => code switch
    {
        < 30 => Scalar(code),
        < 70 => WellKnownDelegates.Of(code),
        < 80 => Tuple(code),
        < 100 => Collection(code),
        _ => Tasklike(code),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type? Tasklike(int code) => code switch
    {
        100 => typeof(Task),
        101 => typeof(Task<>),
        102 => typeof(ValueTask),
        103 => typeof(ValueTask<>),
        104 => typeof(CancellationToken),
        _ => null,
    };

    private static int CodeOfScalar(string name) => name switch
    {
        "Object" => 1,
        "String" => 2,
        "Boolean" => 3,
        "Char" => 4,
        "SByte" => 5,
        "Byte" => 6,
        "Int16" => 7,
        "UInt16" => 8,
        "Int32" => 9,
        "UInt32" => 10,
        "Int64" => 11,
        "UInt64" => 12,
        "Int128" => 13,
        "UInt128" => 14,
        "Half" => 15,
        "Single" => 16,
        "Double" => 17,
        "Decimal" => 18,
        "DateTime" => 19,
        "DateTimeOffset" => 20,
        "DateOnly" => 21,
        "TimeOnly" => 22,
        "TimeSpan" => 23,
        "Guid" => 24,
        "Uri" => 25,
        "Version" => 26,
        "Type" => 27,
        "Exception" => 29,
        _ => 0,
    };

    private static int CodeOfAction(string name) => name switch
    {
        "Action" => 30,
        "Action`1" => 31,
        "Action`2" => 32,
        "Action`3" => 33,
        "Action`4" => 34,
        "Action`5" => 35,
        "Action`6" => 36,
        "Action`7" => 37,
        "Action`8" => 38,
        "Action`9" => 39,
        _ => 0,
    };

    private static int CodeOfGeneric(string name) => name switch
    {
        "Nullable`1" => 28,
        "Func`1" => 50,
        "Func`2" => 51,
        "Func`3" => 52,
        "Func`4" => 53,
        "Func`5" => 54,
        "Func`6" => 55,
        "Func`7" => 56,
        "Func`8" => 57,
        "Func`9" => 58,
        "Func`10" => 59,
        "Predicate`1" => 60,
        "Comparison`1" => 61,
        "ValueTuple`1" => 70,
        "ValueTuple`2" => 71,
        "ValueTuple`3" => 72,
        "ValueTuple`4" => 73,
        "ValueTuple`5" => 74,
        "ValueTuple`6" => 75,
        "ValueTuple`7" => 76,
        _ => 0,
    };

    private static int CodeOfCollection(string name) => name switch
    {
        "List`1" => 80,
        "Dictionary`2" => 81,
        "HashSet`1" => 82,
        "KeyValuePair`2" => 83,
        "Queue`1" => 84,
        "IEnumerable`1" => 85,
        "IReadOnlyList`1" => 86,
        "IReadOnlyDictionary`2" => 87,
        "IList`1" => 88,
        "IDictionary`2" => 89,
        _ => 0,
    };

    private static Type? Scalar(int code) => code switch
    {
        1 => typeof(object),
        2 => typeof(string),
        3 => typeof(bool),
        4 => typeof(char),
        5 => typeof(sbyte),
        6 => typeof(byte),
        7 => typeof(short),
        8 => typeof(ushort),
        9 => typeof(int),
        10 => typeof(uint),
        11 => typeof(long),
        12 => typeof(ulong),
        16 => typeof(float),
        17 => typeof(double),
        _ => RarerScalar(code),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type? RarerScalar(int code) => code switch
    {
        13 => typeof(Int128),
        14 => typeof(UInt128),
        15 => typeof(Half),
        18 => typeof(decimal),
        19 => typeof(DateTime),
        20 => typeof(DateTimeOffset),
        21 => typeof(DateOnly),
        22 => typeof(TimeOnly),
        23 => typeof(TimeSpan),
        24 => typeof(Guid),
        26 => typeof(Version),
        27 => typeof(Type),
        28 => typeof(Nullable<>),
        29 => typeof(Exception),
        25 => Uri(),
        _ => null,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Type Uri() => typeof(Uri);

    private static Type? Tuple(int code) => code switch
    {
        70 => typeof(ValueTuple<>),
        71 => typeof(ValueTuple<,>),
        72 => typeof(ValueTuple<,,>),
        73 => typeof(ValueTuple<,,,>),
        74 => typeof(ValueTuple<,,,,>),
        75 => typeof(ValueTuple<,,,,,>),
        76 => typeof(ValueTuple<,,,,,,>),
        _ => null,
    };

    private static Type? Collection(int code) => code switch
    {
        80 => typeof(List<>),
        81 => typeof(Dictionary<,>),
        82 => typeof(HashSet<>),
        83 => typeof(KeyValuePair<,>),
        84 => typeof(Queue<>),
        85 => typeof(IEnumerable<>),
        86 => typeof(IReadOnlyList<>),
        87 => typeof(IReadOnlyDictionary<,>),
        88 => typeof(IList<>),
        89 => typeof(IDictionary<,>),
        _ => null,
    };
}

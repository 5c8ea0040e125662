using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace AioProcessing.Connections;

/// <summary>The classes and functions whose meaning is known: each makes plain data of plain data. Everything else is only remembered.</summary>
internal static class PickleGlobals
{
    /// <summary>What Python would get by calling it.</summary>
    public static object? Call(AioPythonObject callee, object?[] arguments) => (Modern(callee.Module), callee.Name, arguments) switch
    {
        ("builtins", "bytes", []) => Array.Empty<byte>(),
        ("builtins", "bytearray", []) => Array.Empty<byte>(),
        ("builtins", "bytearray", [byte[] bytes]) => bytes.Clone(),
        ("builtins", "bytearray", [string text, "latin-1"]) => Encoding.Latin1.GetBytes(text),
        ("_codecs", "encode", [string text, "latin1"]) => Encoding.Latin1.GetBytes(text),
        ("builtins", "list", []) => new List<object?>(),
        ("builtins", "list", [List<object?> items]) => new List<object?>(items),
        ("builtins", "set", []) => new HashSet<object?>(PickleKeys.Instance),
        ("builtins", "set", [List<object?> items]) => new HashSet<object?>(items, PickleKeys.Instance),
        ("builtins", "frozenset", []) => FrozenSet<object?>.Empty,
        ("builtins", "frozenset", [List<object?> items]) => items.ToFrozenSet(PickleKeys.Instance),
        ("builtins", "complex", [double real, double imaginary]) => new Complex(real, imaginary),
        ("collections", "OrderedDict", []) => new Dictionary<object, object?>(PickleKeys.Instance),
        ("decimal", "Decimal", [string digits]) => DecimalOf(callee, digits),
        ("datetime", _, _) => PickleTimes.Read(callee.Name, arguments) ?? Unknown(callee, arguments),
        ("array", "array" or "_array_reconstructor", _) => (object?)PickleArrays.Read(arguments) ?? Unknown(callee, arguments),
        _ => Unknown(callee, arguments),
    };

    private static AioPythonObject Unknown(AioPythonObject callee, object?[] arguments) => new(Modern(callee.Module), callee.Name, arguments);

    // Protocol 2 calls it by its name in Python 2.
    private static string Modern(string module) => module == "__builtin__" ? "builtins" : module;

    // NaN, infinities and what has more than 28 digits stay what they are.
    private static object DecimalOf(AioPythonObject callee, string digits) =>
        decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : Unknown(callee, [digits]);
}

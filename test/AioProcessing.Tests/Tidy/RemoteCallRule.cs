using System.Reflection;

namespace AioProcessing.Tests.Tidy;

/// <summary>Where each method may be a call to a manager, each comes twice: <c>X(…)</c>, which blocks, and <c>XAsync(…, CancellationToken = default)</c>, which awaits.</summary>
/// <remarks>
/// These are no waits: nothing has to come about, so there is nothing to try and no time to wait for it (decision 0101). <c>TryX</c> says here that the object may refuse.
/// A manager's own methods are such calls, those that make or open an object too. A property <c>X</c> is read by <c>XAsync</c>; an indexer, or a property <c>Value</c>, by <c>GetAsync</c> and written by <c>SetAsync</c>.
/// </remarks>
internal static class RemoteCallRule
{
    private static readonly Type[] s_places =
    [
        typeof(IAioValue<>), typeof(IAioArray<>), typeof(IAioDictionary<,>), typeof(IAioList<>), typeof(IAioSet<>), typeof(IAioNamespace), typeof(AioManager),
    ];

    public static IReadOnlyList<Type> Places => s_places;

    public static bool Covers(Type type) => s_places.Contains(type);

    public static IEnumerable<Finding> Check(IEnumerable<Type> types) => types.SelectMany(CheckType);

    private static IEnumerable<Finding> CheckType(Type type)
    {
        MethodInfo[] methods = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(IsCall)];
        foreach (MethodInfo method in methods)
        {
            string name = $"{PublicShapeRule.NameOf(type)}.{method.Name}";
            if (!IsAsync(method))
            {
                if (!methods.Any(other => IsAsync(other) && TwinOf(other) == method.Name && Parameters(other).SequenceEqual(Parameters(method))))
                    yield return new Finding(name, $"{method.Name}Async, its twin that awaits, is missing.");
                continue;
            }

            if (method.GetParameters().LastOrDefault() is not { HasDefaultValue: true } last || last.ParameterType != typeof(CancellationToken))
                yield return new Finding(name, "its last parameter is no CancellationToken = default.");
            if (!HasTwin(type, methods, method))
                yield return new Finding(name, $"{TwinOf(method)}, its twin that blocks, is missing.");
        }
    }

    private static bool HasTwin(Type type, MethodInfo[] methods, MethodInfo method) =>
        methods.Any(other => other.Name == TwinOf(method) && Parameters(other).SequenceEqual(Parameters(method)))
        || type.GetProperties().Any(property => property.Name == TwinOf(method) || (TwinOf(method) is "Get" or "Set" && property.Name is "Item" or "Value"));

    private static string TwinOf(MethodInfo method) => method.Name[..^"Async".Length];

    private static bool IsAsync(MethodInfo method) => method.Name.EndsWith("Async", StringComparison.Ordinal);

    private static bool IsCall(MethodInfo method) =>
        !method.IsSpecialName && !IsStream(method) && method.Name is not ("Dispose" or "DisposeAsync") && method.GetBaseDefinition().DeclaringType != typeof(object);

    private static bool IsStream(MethodInfo method) => method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    // By name: a span becomes a memory in the twin, and what comes out is returned by it.
    private static IEnumerable<string?> Parameters(MethodInfo method) =>
        method.GetParameters().Where(parameter => !parameter.IsOut && parameter.ParameterType != typeof(CancellationToken)).Select(parameter => parameter.Name);
}

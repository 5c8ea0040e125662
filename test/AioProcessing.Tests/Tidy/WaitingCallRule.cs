using System.Reflection;

namespace AioProcessing.Tests.Tidy;

/// <summary>A public object that can wait offers all ways to wait: the whole set for each verb, or none of it.</summary>
/// <remarks>
/// A verb is found by what it offers: <c>XAsync</c>, <c>TryXAsync</c>, or <c>TryX</c> with a time limit. Streams and disposal are no verbs; calls to a manager have a
/// rule of their own, <see cref="RemoteCallRule"/>.
/// </remarks>
internal static class WaitingCallRule
{
    public static IEnumerable<Finding> Check(IEnumerable<Type> types) => types.Where(type => !RemoteCallRule.Covers(type)).SelectMany(CheckType);

    private static IEnumerable<Finding> CheckType(Type type)
    {
        MethodInfo[] methods = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => !method.IsSpecialName && method.DeclaringType != typeof(object))];
        return methods.Select(VerbOf).OfType<string>().Distinct()
            .SelectMany(verb => Missing(verb, methods).Select(what => new Finding($"{PublicShapeRule.NameOf(type)}.{verb}", what)));
    }

    private static string? VerbOf(MethodInfo method)
    {
        string verb = method.Name;
        bool isAsync = IsAwaitable(method.ReturnType) && verb.EndsWith("Async", StringComparison.Ordinal);
        if (isAsync) verb = verb[..^"Async".Length];
        bool isTry = verb.StartsWith("Try", StringComparison.Ordinal);
        if (isTry) verb = verb["Try".Length..];
        return verb != "Dispose" && (isAsync || (isTry && Takes<TimeSpan>(method))) ? verb : null;
    }

    private static IEnumerable<string> Missing(string verb, MethodInfo[] methods)
    {
        MethodInfo[] Named(string name) => [.. methods.Where(method => method.Name == name)];

        if (!Named("Try" + verb).Any(method => !Takes<TimeSpan>(method) && !TakesToken(method) && method.ReturnType == typeof(bool)))
            yield return $"bool Try{verb}(…), which never waits, is missing.";
        if (!Named(verb).Any(TakesOptionalToken))
            yield return $"{verb}(…, CancellationToken = default), which blocks, is missing.";
        if (!Named(verb + "Async").Any(method => TakesOptionalToken(method) && IsAwaitable(method.ReturnType)))
            yield return $"{verb}Async(…, CancellationToken = default), which awaits, is missing.";
        if (!Named("Try" + verb).Any(method => Takes<TimeSpan>(method) && TakesOptionalToken(method) && method.ReturnType == typeof(bool)))
            yield return $"bool Try{verb}(TimeSpan, …, CancellationToken = default) is missing.";
        if (!Named($"Try{verb}Async").Any(method => Takes<TimeSpan>(method) && TakesOptionalToken(method) && IsAwaitable(method.ReturnType) && method.ReturnType.IsGenericType))
            yield return $"Try{verb}Async(TimeSpan, …, CancellationToken = default), which says whether it got it, is missing.";
    }

    private static bool Takes<T>(MethodInfo method) => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(T));

    private static bool TakesToken(MethodInfo method) => Takes<CancellationToken>(method);

    private static bool TakesOptionalToken(MethodInfo method) =>
        method.GetParameters().LastOrDefault() is { HasDefaultValue: true } last && last.ParameterType == typeof(CancellationToken);

    private static bool IsAwaitable(Type type) =>
        type.IsAssignableTo(typeof(Task)) || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));
}

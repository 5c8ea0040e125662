using Microsoft.CodeAnalysis;

namespace AioProcessing.Generators;

/// <summary>The diagnostics. Each has a page of its name in docs/diagnostics.</summary>
internal static class Descriptors
{
    private const string Category = "AioProcessing";

    public static readonly DiagnosticDescriptor CapturedVariable = new(
        "AIO1001", "A captured variable cannot cross to another process",
        "'{0}' cannot cross to another process: it is a {1}, {2}. {3}.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor CapturedThis = new(
        "AIO1002", "A captured 'this' cannot cross to another process",
        "The target takes 'this' along, and '{0}' cannot cross to another process: it is a {1}, {2}. {3}.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Argument = new(
        "AIO1003", "An argument cannot cross to another process",
        "The argument '{0}' cannot cross to another process: it is a {1}, {2}. {3}.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor HostedMember = new(
        "AIO2001", "A member of a hosted interface cannot be called in another process",
        "'{0}' cannot be called in another process: {1}. {2}.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor HostedInterface = new(
        "AIO2002", "There can be no proxy for a type",
        "There can be no proxy for '{0}': {1}. {2}.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor HostedValue = new(
        "AIO2003", "A call of a hosted interface fails: a value cannot cross to another process",
        "Calls of '{0}' fail: '{1}' is a {2}, {3}. {4}.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);
}

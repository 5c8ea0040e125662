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
}

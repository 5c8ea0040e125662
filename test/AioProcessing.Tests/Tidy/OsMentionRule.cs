using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AioProcessing.Tests.Tidy;

/// <summary>Code under <c>src/</c> names an operating system, or calls into one, only in the folder <c>Os/</c>.</summary>
/// <remarks>Comments may say what they like; identifiers and string literals may not.</remarks>
internal static class OsMentionRule
{
    private static readonly string[] Names = ["linux", "macos", "darwin", "win32", "freebsd"];

    private static readonly string[] Mechanisms = ["pidfd", "futex", "epoll", "memfd", "kqueue", "syscall", "mmap", "libc", "/proc/", "/dev/shm"];

    private static readonly HashSet<string> Calls =
    [
        "DllImport", "DllImportAttribute", "LibraryImport", "LibraryImportAttribute", "NativeLibrary", "OperatingSystem", "OSPlatform",
        "RuntimeInformation", "SupportedOSPlatform", "UnsupportedOSPlatform",
    ];

    public static IEnumerable<Finding> Check(IEnumerable<SourceFile> files) =>
        files.Where(file => file.IsUnder("src/") && !file.IsUnder("src/AioProcessing/Os/")).SelectMany(CheckFile);

    private static IEnumerable<Finding> CheckFile(SourceFile file)
    {
        foreach (SyntaxToken token in file.Syntax.DescendantTokens())
        {
            if (Mention(token) is not string mention) continue;
            yield return new Finding(file.Path, $"line {SourceFile.LineOf(token)}: '{mention}' belongs behind a concept of src/AioProcessing/Os/.");
        }
    }

    private static string? Mention(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.IdentifierToken when Calls.Contains(token.ValueText) => token.ValueText,
        SyntaxKind.IdentifierToken => In(token.ValueText),
        SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => In(token.ValueText),
        _ => null,
    };

    private static string? In(string text) =>
        Names.Concat(Mechanisms).FirstOrDefault(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}

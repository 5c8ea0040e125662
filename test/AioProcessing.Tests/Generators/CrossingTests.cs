using AioProcessing.Generators;
using AioProcessing.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AioProcessing.Tests.Generators;

/// <summary>The analyzer knows types by their names in source, the library by reflection: they must mean the same.</summary>
public sealed class CrossingTests
{
    private static readonly CSharpCompilation s_compilation = Snippet.Compile("");

    /// <summary>Every public class and struct of the framework that the library refuses for a reason of its own is one that the analyzer warns of, and the other way round.</summary>
    [Fact]
    public void Find_EveryFrameworkType_AgreesWithTheLibrary()
    {
        List<string> different = [];
        int refused = 0;
        foreach (Type type in FrameworkTypes())
        {
            if (s_compilation.GetTypeByMetadataName(type.FullName!) is not { } symbol)
                continue;
            bool refusedByLibrary = IsRefusedByName(type);
            bool warnedOf = Crossing.Find(symbol, "it") is not null;
            refused += refusedByLibrary ? 1 : 0;
            if (refusedByLibrary != warnedOf)
                different.Add($"{type}: library {refusedByLibrary}, analyzer {warnedOf}");
        }

        Assert.Empty(different);
        Assert.InRange(refused, 100, int.MaxValue);
    }

    private static bool IsRefusedByName(Type type)
    {
        // Open generic types have no values; their shape would be refused for that.
        if (type.ContainsGenericParameters)
            return Refusals.Of(type) is not null;
        return ShapeCatalog.Of(type) is RefusedShape or OpenShape && Refusals.Of(type) is not null && !typeof(Type).IsAssignableFrom(type);
    }

    private static IEnumerable<Type> FrameworkTypes() =>
        new[] { typeof(object), typeof(HttpClient), typeof(System.Net.Sockets.Socket), typeof(System.Diagnostics.Process), typeof(FileSystemWatcher), typeof(System.Threading.Channels.Channel), typeof(System.Data.Common.DbConnection), typeof(System.Linq.Expressions.Expression), typeof(System.Timers.Timer), typeof(List<>), typeof(Stack<>), typeof(System.Net.IPAddress), typeof(Uri), typeof(System.Collections.Immutable.ImmutableArray), typeof(System.Text.RegularExpressions.Regex) }
            .Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => (type.IsClass || type.IsValueType) && !type.IsEnum && !typeof(Delegate).IsAssignableFrom(type) && !type.IsByRefLike && type != typeof(void)
                && !(type.IsAbstract && type.IsSealed) && !typeof(Exception).IsAssignableFrom(type));
}

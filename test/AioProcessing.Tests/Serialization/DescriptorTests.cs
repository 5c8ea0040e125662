using System.Reflection;
using System.Xml.Linq;
using AioProcessing.Serialization;

namespace AioProcessing.Tests.Serialization;

/// <summary>What a trimmer must keep because only reflection reaches it: the file in the library and what the shapes need must be the same.</summary>
public sealed class DescriptorTests
{
    private static readonly XElement[] s_assemblies = [.. Load().Elements("assembly")];

    [Fact]
    public void Descriptor_EveryEntry_Exists()
    {
        foreach ((XElement element, Type type) in Types())
        {
            Assert.NotNull(type);
            foreach (XElement property in element.Elements("property"))
                Assert.NotNull(type.GetProperty(property.Attribute("name")!.Value));
        }
    }

    /// <summary>Of the framework's types that are rebuilt by reflection, none is forgotten.</summary>
    [Fact]
    public void Descriptor_EveryRebuiltFrameworkType_IsKept()
    {
        Dictionary<Type, XElement> kept = Types().ToDictionary(entry => entry.Type, entry => entry.Element);
        List<string> missing = [];
        foreach (Type type in RebuiltTypes())
        {
            Shape? shape = FrameworkShapes.Of(type.IsGenericTypeDefinition ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(string))]) : type);
            string[] needed = shape switch
            {
                ObjectShape when type != typeof(object) => ["fields"],
                CollectionShape => [".ctor", .. new[] { "Comparer", "UnorderedItems" }.Where(name => type.GetProperty(name) is not null)],
                _ => [],
            };
            XElement? entry = kept.GetValueOrDefault(type);
            missing.AddRange(needed.Where(member => !Keeps(entry, member)).Select(member => $"{type.Assembly.GetName().Name}: {type.FullName}: {member}"));
        }

        Assert.Empty(missing);
    }

    private static bool Keeps(XElement? entry, string member) => entry is not null
        && (entry.Attribute("preserve")?.Value is { } preserve && (preserve == "all" || preserve == member)
            || entry.Elements().Any(element => element.Attribute("name")!.Value == member));

    private static IEnumerable<Type> RebuiltTypes() =>
        new[] { typeof(object), typeof(Stack<>), typeof(System.Collections.Concurrent.ConcurrentBag<>), typeof(System.Collections.ObjectModel.ObservableCollection<>), typeof(System.Collections.Immutable.ImmutableArray<>) }
            .Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsInterface && !(type.IsAbstract && type.IsSealed) && !type.IsByRefLike && type.GetGenericArguments().All(argument => argument.GetGenericParameterConstraints().Length == 0))
            .Where(type => FrameworkShapes.IsByFields(type) || (type.IsGenericTypeDefinition && type.Namespace!.StartsWith("System.Collections.", StringComparison.Ordinal)));

    private static IEnumerable<(XElement Element, Type Type)> Types() =>
        from assembly in s_assemblies
        from element in assembly.Elements("type")
        select (element, Assembly.Load(assembly.Attribute("fullname")!.Value).GetType(element.Attribute("fullname")!.Value, throwOnError: true)!);

    private static XElement Load()
    {
        using Stream stream = typeof(AioProcess).Assembly.GetManifestResourceStream("ILLink.Descriptors.xml")!;
        return XDocument.Load(stream).Root!;
    }
}

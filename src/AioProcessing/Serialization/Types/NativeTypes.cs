using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AioProcessing.Os;

namespace AioProcessing.Serialization;

/// <summary>Types in a program compiled to native code, where nothing has a metadata token: named by their place in the program's image.</summary>
/// <remarks>
/// Parent and child run the same file, so a place names the same type in both. Fields and methods are known only of assemblies that the build was told to keep whole; the
/// package's build settings keep the program and its projects, and leave a list of what was kept in the program.
/// </remarks>
internal static class NativeTypes
{
    private const string KeptAssemblies = "AioProcessing.KeptAssemblies";

    /// <summary>For collections that only a generic method can make, which native code has for the types that the program itself calls it with.</summary>
    public static Obstacle OfFactoryMade { get; } = new("which a NativeAOT program cannot put together at run time", "Send an array or a List<T>, and make it over there.");

    private static ProgramImage? s_image;
    private static string? s_kept;

    /// <summary>This program has no metadata tokens and no IL.</summary>
    public static bool IsNative { get; } = !RuntimeFeature.IsDynamicCodeSupported && !typeof(object).HasMetadataToken();

    private static ProgramImage Image => s_image ??= Platform.OpenImage(typeof(object).TypeHandle.Value);

    // Between semicolons, so that a name is found as a whole.
    private static string Kept => s_kept ??= $";{AppContext.GetData(KeptAssemblies)};";

    /// <summary>The place of a type; false for one that was put together at run time, or is known by its name only.</summary>
    public static bool TryGetOffset(Type type, out long offset)
    {
        offset = 0;
        try
        {
            return Image.TryGetOffset(type.TypeHandle.Value, out offset);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The type at a place that another process of the same program has named; null when that cannot be.</summary>
    public static Type? At(long offset) =>
        IsNative && Image.TryGetAddress(offset, out nint address) ? Type.GetTypeFromHandle(RuntimeTypeHandle.FromIntPtr(address)) : null;

    /// <summary>Why the fields of a user's type cannot be relied on: those that the compiler has dropped would be lost without a word.</summary>
    public static Obstacle? ObstacleOf(Type type)
    {
        if (!IsNative || ShapeCatalog.IsOfFramework(type) || type.IsAbstract)
            return null;
        string assembly = ModuleIdentity.Of(type.Module).Name;
        return Kept.Contains($";{assembly};", StringComparison.Ordinal) ? null : new Obstacle(
            $"and this NativeAOT program was not told to keep the fields of assembly '{assembly}'", $"Add <TrimmerRootAssembly Include=\"{assembly}\" /> to the project.");
    }

    /// <summary>True when a value type of the framework, whose fields native code does not know, holds references: the system pins no such object.</summary>
    public static bool HoldsReferences(Type type)
    {
        try
        {
            GCHandle.Alloc(Reflect.Allocate(type), GCHandleType.Pinned).Free();
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

using System.Collections.Concurrent;
using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>What names a module in a payload: the assembly's name finds it, the version id proves that it is the same build.</summary>
internal sealed class ModuleIdentity
{
    private static readonly ConcurrentDictionary<Module, ModuleIdentity> s_known = new();

    private ModuleIdentity(Module module)
    {
        Module = module;
        // The display name is read as text: Assembly.GetName() would parse it, which costs milliseconds in a fresh process.
        string display = module.Assembly.FullName!;
        int comma = display.IndexOf(',', StringComparison.Ordinal);
        Name = comma < 0 ? display : display[..comma];
        IsDynamic = module.Assembly.IsDynamic;
        BuildId = IsDynamic ? default : module.ModuleVersionId;
        // F#'s library is signed with the framework's key, but its lists, options and maps are their fields, as a user's would be.
        IsFramework = Name != "FSharp.Core" && Array.IndexOf(FrameworkKeys.Tokens, display[^Math.Min(16, display.Length)..]) >= 0;
        IsOurs = module == typeof(ModuleIdentity).Module;
    }

    public Module Module { get; }

    public string Name { get; }

    public Guid BuildId { get; }

    /// <summary>Generated at run time: another process does not have it.</summary>
    public bool IsDynamic { get; }

    public bool IsFramework { get; }

    /// <summary>This library itself.</summary>
    public bool IsOurs { get; }

    public static ModuleIdentity Of(Module module) =>
        s_known.TryGetValue(module, out ModuleIdentity? known) ? known : s_known.GetOrAdd(module, new ModuleIdentity(module));
}

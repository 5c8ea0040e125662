using System.Reflection;

namespace AioProcessing.Serialization;

/// <summary>Finds the module of a payload in this process: by version id among those loaded, else by loading the assembly of that name.</summary>
internal static class ModuleFinder
{
    // Replaced as a whole, and scanned: a dictionary keyed by Guid is generic code that every new process would compile anew, and there are few modules.
    private static volatile Module[] s_found = [];

    /// <summary>The module; null when this process has the assembly in another build, or has none of that name.</summary>
    public static Module? Find(string name, Guid buildId)
    {
        foreach (Module known in s_found)
        {
            if (known.ModuleVersionId == buildId)
                return known;
        }
        return Search(name, buildId);
    }

    /// <summary>The assembly of that name in whatever build this process has.</summary>
    public static Assembly? FindAnyBuild(string name)
    {
        try
        {
            // A name object, not a display name: parsing one costs milliseconds in a fresh process.
            return Assembly.Load(new AssemblyName { Name = name });
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Module? Search(string name, Guid buildId)
    {
        // Most often it is the program's own, and the list of all takes longer.
        if (Assembly.GetEntryAssembly()?.ManifestModule is { } entry && entry.ModuleVersionId == buildId)
            return Remember(entry);
        foreach (Assembly loaded in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!loaded.IsDynamic && loaded.ManifestModule.ModuleVersionId == buildId)
                return Remember(loaded.ManifestModule);
        }
        Module? module = FindAnyBuild(name)?.ManifestModule;
        return module is not null && module.ModuleVersionId == buildId ? Remember(module) : null;
    }

    private static Module Remember(Module module)
    {
        // Two threads may lose each other's addition; it is found again.
        s_found = [.. s_found, module];
        return module;
    }
}

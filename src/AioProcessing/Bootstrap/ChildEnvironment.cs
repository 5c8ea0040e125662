using System.Collections;

namespace AioProcessing.Bootstrap;

/// <summary>The environment of a child, and the variables of ours that it must not keep.</summary>
internal static class ChildEnvironment
{
    /// <summary>Set in a child that runs the program itself: the hook variable as it was. Whoever sees it before the takeover must not start children.</summary>
    public const string Marker = "AIOPROCESSING_CHILD";

    // Something before the value, because an empty variable is as good as none.
    private const string Before = "hooks were ";

    private const string Hooks = "DOTNET_STARTUP_HOOKS";

    // A port that suspends the program until a tool attaches would hang every child, and the ports of two processes collide.
    private const string DiagnosticPorts = "DOTNET_DiagnosticPorts";

    /// <summary>This process's environment with the user's changes (a null value removes), as NAME=value.</summary>
    public static IReadOnlyList<string> Make(LaunchPlan plan, IReadOnlyDictionary<string, string?>? changes)
    {
        IDictionary variables = Environment.GetEnvironmentVariables();
        variables.Remove(DiagnosticPorts);
        foreach ((string name, string? value) in changes ?? new Dictionary<string, string?>())
        {
            if (value is null)
                variables.Remove(name);
            else
                variables[name] = value;
        }
        if (plan.Door != ChildDoor.Library)
        {
            string hooks = variables[Hooks] as string ?? "";
            variables[Marker] = Before + hooks;
            // The user's hooks come first: ours does not return.
            if (plan.Door == ChildDoor.Hook)
                variables[Hooks] = hooks.Length == 0 ? plan.HookName : $"{hooks}{Path.PathSeparator}{plan.HookName}";
        }
        string[] list = new string[variables.Count];
        int count = 0;
        foreach (DictionaryEntry entry in variables)
            list[count++] = string.Concat((string)entry.Key, "=", (string?)entry.Value);
        return list;
    }

    /// <summary>In a child that runs the program itself: makes the environment what it would be without us, for the programs that the child starts.</summary>
    public static void Restore()
    {
        string hooks = Environment.GetEnvironmentVariable(Marker)?[Before.Length..] ?? "";
        Environment.SetEnvironmentVariable(Marker, null);
        Environment.SetEnvironmentVariable(Hooks, hooks.Length == 0 ? null : hooks);
    }
}

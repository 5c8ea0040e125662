namespace AioProcessing.Serialization;

/// <summary>By what an assembly of the framework is told from one of the user's; the analyzers compile this file too.</summary>
internal static class FrameworkKeys
{
    /// <summary>Public key tokens of what Microsoft ships as .NET, ASP.NET Core and their extensions.</summary>
    public static readonly string[] Tokens =
        ["7cec85d7bea7798e", "b03f5f7f11d50a3a", "b77a5c561934e089", "cc7b13ffcd2ddd51", "31bf3856ad364e35", "adb9793829ddae60"];
}

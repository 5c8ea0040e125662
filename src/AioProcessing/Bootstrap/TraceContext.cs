using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AioProcessing.Bootstrap;

/// <summary>Carries what is being traced from a parent into its child, so that what the target does belongs to the operation that started it.</summary>
internal static class TraceContext
{
    /// <summary>In a child: the target runs in an activity whose parent is the one over there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Adopt(ChildProfile profile)
    {
        // Not by a source: nobody listens to one yet, and then it would make none.
        Activity activity = new("AioProcess.Target");
        activity.SetParentId(profile.TraceParent);
        activity.TraceStateString = profile.TraceState.Length == 0 ? null : profile.TraceState;
        activity.Start();
    }
}

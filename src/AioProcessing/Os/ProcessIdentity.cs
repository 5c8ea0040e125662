namespace AioProcessing.Os;

/// <summary>One incarnation of a process: a pid alone may be recycled, together with its start time it is not.</summary>
/// <param name="Pid">The process id, in the caller's pid namespace.</param>
/// <param name="StartTime">Start time in the system's own ticks since boot; 0 = no such process.</param>
internal readonly record struct ProcessIdentity(int Pid, long StartTime);

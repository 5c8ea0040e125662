namespace AioProcessing.Os;

/// <summary>Numbers and names of the signals.</summary>
internal static class Signal
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15;

    private static readonly string?[] s_names =
    [
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
        "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>Such as SIGTERM; "signal 40" where there is no name.</summary>
    public static string NameOf(int number) => (uint)number < (uint)s_names.Length && s_names[number] is { } name ? name : $"signal {number}";
}

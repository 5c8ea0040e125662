using AioProcessing.Torture;

// torture <scenario> [--seconds N] [--seed S] [--plant [fault]]: real processes, random SIGKILL and SIGSTOP, invariants checked by a survivor.
// Ends with one line, and with exit code 0 only if nothing was violated. --plant breaks an invariant on purpose: then the exit code must not be 0.
if (!TortureOptions.TryParse(args, out TortureOptions? options, out string error))
{
    Console.Error.WriteLine(error);
    return 2;
}

TortureReport report = await options.RunAsync(Console.Error.WriteLine);
Console.WriteLine(report);
return report.Violations.Count == 0 ? 0 : 1;

using System.Diagnostics;
using System.Text.RegularExpressions;
using AioProcessing;

// A pattern from a stranger, on a text from a stranger: it may run for years, and no thread can be stopped from outside. A process can.
(string Pattern, string Text)[] requests =
[
    (@"^\d{4}-\d{2}-\d{2}$", "2024-02-29"),
    (@"^(a+)+$", new string('a', 40) + "!"), // Catastrophic: 2^40 ways to fail.
    (@"\bfox\b", "the quick brown fox"),
    (@"[unclosed", "anything"),
];

await using var pool = new AioPool(workers: 2);
var watch = Stopwatch.StartNew();
AioOutcome<bool>[] outcomes = await pool.MapSettledAsync(
    static request => Regex.IsMatch(request.Text, request.Pattern), requests, new() { Timeout = TimeSpan.FromSeconds(1) });

foreach (((string pattern, string _), AioOutcome<bool> outcome) in requests.Zip(outcomes))
{
    string verdict = outcome switch
    {
        { IsSuccess: true, Value: true } => "matches",
        { IsSuccess: true } => "does not match",
        { Error: AioTimeoutException } => "took too long: its worker was killed and replaced",
        { Error: AioRemoteException error } => $"is no pattern: {error.RemoteMessage}",
        { Error: var error } => error.Message,
    };
    Console.WriteLine($"{pattern,-24} {verdict}");
}

bool stillWorks = await pool.ApplyAsync(static () => Regex.IsMatch("next", "^n"));
Console.WriteLine($"All in {watch.Elapsed.TotalSeconds:F1} s, and the pool {(stillWorks ? "goes on" : "does not go on")}.");

using System.Reflection;
using AioProcessing;

// A program that knows nothing of its children's start: were its Main to run in a child, "main" would be printed twice.
Console.WriteLine("main");
int factor = 7;
Console.WriteLine(await AioProcess.RunAsync(n => $"child answers {n * factor} in {Assembly.GetEntryAssembly()?.GetName().Name}", 6));
await using AioProcess quiet = AioProcess.Start(() => Console.WriteLine(
    $"under {Path.GetFileName(Environment.ProcessPath)}, hooks: {Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") ?? "none"}"));
AioExit exit = await quiet.JoinAsync();
Console.WriteLine($"exit code {exit.ExitCode}");
return exit.IsSuccess ? 0 : 1;

using System.ComponentModel;
using System.Diagnostics;
using AioProcessing;

byte[] key = AioProcess.Current.AuthKey;
AioConnectionOptions pickle = new() { Protocol = AioConnectionProtocol.Pickle };

// C# listens, a Python worker connects: arrays go there as their memory, results come back.
using (AioListener listener = new(null, key, pickle))
{
    using Process worker = await StartPythonAsync("client", listener.Address.ToString());
    Task<AioConnection> accepting = listener.AcceptAsync().AsTask();
    if (await Task.WhenAny(accepting, worker.WaitForExitAsync()) != accepting)
        return Fail("The Python client ended before it had connected.");
    using AioConnection connection = await accepting;
    for (int size = 1; size <= 3; size++)
    {
        double[] numbers = [.. Enumerable.Range(1, size).Select(i => i / 2.0)];
        await connection.SendAsync(numbers);
        var answer = await connection.ReceiveAsync<Dictionary<string, object>>();
        Console.WriteLine($"[{string.Join(", ", numbers)}] squared: [{string.Join(", ", (double[])answer["squares"])}], sum {answer["sum"]}");
    }
    await connection.SendAsync<object?>(null);
    await worker.WaitForExitAsync();
}

// The other way round: Python listens, C# connects.
using Process server = await StartPythonAsync("listener");
if (await server.StandardOutput.ReadLineAsync() is not string address)
    return Fail("The Python server did not start.");
using (AioConnection connection = await AioConnection.ConnectAsync(address, key, pickle))
{
    double[] numbers = await connection.ReceiveAsync<double[]>();
    await connection.SendAsync((numbers.Length, numbers.Average()));
}
Console.WriteLine(await server.StandardOutput.ReadLineAsync());
await server.WaitForExitAsync();
return 0;

static int Fail(string what)
{
    Console.Error.WriteLine(what);
    return 1;
}

// The key goes over standard input: arguments and environment can be seen by others.
async Task<Process> StartPythonAsync(params string[] arguments)
{
    string script = Path.Combine(AppContext.BaseDirectory, "peer.py");
    Process python;
    try
    {
        python = Process.Start(new ProcessStartInfo("python3", [script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }
    catch (Win32Exception)
    {
        Environment.Exit(Fail("This sample needs python3 on the PATH."));
        throw;
    }
    await python.StandardInput.WriteLineAsync(Convert.ToHexString(key));
    await python.StandardInput.FlushAsync();
    return python;
}

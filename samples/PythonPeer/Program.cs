using System.Diagnostics;
using AioProcessing;

byte[] key = AioProcess.Current.AuthKey;
AioConnectionOptions pickle = new() { Protocol = AioConnectionProtocol.Pickle };

// C# listens, a Python worker connects: arrays go there as their memory, results come back.
using (AioListener listener = new(null, key, pickle))
{
    using Process worker = await StartPythonAsync("client", listener.Address.ToString());
    using AioConnection connection = await listener.AcceptAsync();
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
string address = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The Python server did not start.");
using (AioConnection connection = await AioConnection.ConnectAsync(address, key, pickle))
{
    double[] numbers = await connection.ReceiveAsync<double[]>();
    await connection.SendAsync((numbers.Length, numbers.Average()));
}
Console.WriteLine(await server.StandardOutput.ReadLineAsync());
await server.WaitForExitAsync();

// The key goes over standard input: arguments and environment can be seen by others.
async Task<Process> StartPythonAsync(params string[] arguments)
{
    string script = Path.Combine(AppContext.BaseDirectory, "peer.py");
    Process python = Process.Start(new ProcessStartInfo("python3", [script, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    await python.StandardInput.WriteLineAsync(Convert.ToHexString(key));
    await python.StandardInput.FlushAsync();
    return python;
}

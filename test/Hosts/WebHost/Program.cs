using System.Reflection;
using AioProcessing;

// A web application whose request is answered by a child process.
Console.WriteLine("main");
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using WebApplication application = builder.Build();
application.MapGet("/", () => AioProcess.RunAsync(n => $"child answers {n * 7} in {Assembly.GetEntryAssembly()?.GetName().Name}", 6));
await application.StartAsync();
using HttpClient client = new();
Console.WriteLine(await client.GetStringAsync(new Uri(application.Urls.Single())));
await application.StopAsync();

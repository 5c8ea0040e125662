using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AioProcessing.Tests.Generators;

public sealed class TargetAnalyzerTests
{
    [Theory]
    [InlineData("AioProcess.Start(() => given.Length);", "AIO1001", "given", "'given' cannot cross")]
    [InlineData("using var source = new CancellationTokenSource(); AioProcess.RunAsync(() => source.Token.IsCancellationRequested);", "AIO1001", "source", "Pass its Token")]
    [InlineData("var thread = Thread.CurrentThread; AioProcess.Start(() => thread.Name);", "AIO1001", "thread", "'thread'")]
    [InlineData("Task<int> task = Task.FromResult(1); AioProcess.Start(() => task.Result);", "AIO1001", "task", "Await it")]
    [InlineData("using var file = File.OpenHandle(\"x\"); AioProcess.Start(() => file.IsInvalid);", "AIO1001", "file", "holds a handle")]
    [InlineData("HttpClient client = new(); AioProcess.Start(n => client.Timeout, 1);", "AIO1001", "client", "open connections")]
    [InlineData("int* at = null; AioProcess.Start(() => *at);", "AIO1001", "at", "an address")]
    [InlineData("nint at = 0; AioProcess.Start(() => at);", "AIO1001", "at", "an address")]
    [InlineData("List<Stream> all = []; AioProcess.Start(() => all.Count);", "AIO1001", "all", "'all[]'")]
    [InlineData("Stream[] all = []; AioProcess.Start(() => all.Length);", "AIO1001", "all", "'all[]'")]
    [InlineData("Job job = new(\"a\", new(null)); AioProcess.Start(() => job.Title);", "AIO1001", "job", "'job.Settings.Log'")]
    [InlineData("AioProcess.Start(() => { Func<long> inner = () => given.Length; return inner(); });", "AIO1001", "given", "'given'")]
    [InlineData("long Local() => given.Length; AioProcess.Start(() => Local());", "AIO1001", "Local()", "'given'")]
    [InlineData("long Local() => given.Length; AioProcess.Start(Local);", "AIO1001", "Local", "'given'")]
    [InlineData("long Deep() => given.Length; long Local() => Deep(); AioProcess.Start(Local);", "AIO1001", "Local", "'given'")]
    [InlineData("AioProcess.Start(() => _name);", "AIO1002", "_name", "'this._client'")]
    [InlineData("AioProcess.Start(() => this.Name);", "AIO1002", "this", "'this._client'")]
    [InlineData("AioProcess.Start(Work, 1);", "AIO1002", "Work", "'this._client'")]
    [InlineData("var other = new Service(); AioProcess.Start(other.Work, 1);", "AIO1003", "other", "'other._client'")]
    [InlineData("AioProcess.Start((Stream s) => { }, given);", "AIO1003", "given", "'given'")]
    [InlineData("AioProcess.Start((object s) => { }, given);", "AIO1003", "given", "'given'")]
    [InlineData("AioProcess.RunAsync((Job j) => 1, new Job(\"\", new(null)));", "AIO1003", "new Job(\"\", new(null))", "Settings.Log'")]
    public async Task Analyze_WhatCannotCross_IsReportedWhereItIsWritten(string body, string id, string at, string says)
    {
        Diagnostic found = Assert.Single(await Snippet.Analyze(Snippet.InMethod(body)));

        Assert.Equal((id, at), (found.Id, found.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(found.Location.SourceSpan)));
        Assert.Contains(says, found.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
    }

    [Theory]
    [InlineData("AioProcess.Start(static () => 1);")]
    [InlineData("int n = 1; string s = \"\"; AioProcess.Start(() => s + n);")]
    [InlineData("AioProcess.Start(Fixed, 1);")]
    [InlineData("Fine fine = new(\"\", []); AioProcess.Start(() => fine.Title);")]
    [InlineData("string name = _name; AioProcess.Start(() => name);")]
    [InlineData("AioProcess.Start(() => nameof(given));")]
    [InlineData("AioProcess.Start(() => { using var mine = new MemoryStream(); return mine.Length; });")]
    [InlineData("AioProcess.Start(() => { Stream mine = Stream.Null; long Inner() => mine.Length; return Inner(); });")]
    [InlineData("using var queue = new AioQueue<int>(1); AioProcess.Start(() => queue.Count);")]
    [InlineData("using var source = new CancellationTokenSource(); AioProcess.Start((CancellationToken token) => { }, source.Token);")]
    [InlineData("Exception error = new HttpRequestException(); AioProcess.Start(() => error.Message);")]
    [InlineData("Type type = typeof(int); AioProcess.Start(() => type.Name);")]
    [InlineData("object any = 1; IEnumerable<int> some = []; AioProcess.Start(() => some.Count() + any.GetHashCode());")]
    [InlineData("Action<Stream> act = s => { }; AioProcess.Start(() => act(Stream.Null));")]
    [InlineData("AioProcess.Start((Stream? s) => { }, null);")]
    [InlineData("Task.Run(() => given.Length);")]
    [InlineData("Func<long> kept = () => given.Length; long Unused() => given.Length;")]
    public async Task Analyze_WhatCanCrossOrMay_IsSilent(string body) => Assert.Empty(await Snippet.Analyze(Snippet.InMethod(body)));

    [Fact]
    public async Task Analyze_PoolCall_IsLookedAtByItsName()
    {
        string pool = Snippet.InMethod("AioPool.MapAsync(n => n + (int)given.Length, new[] { 1 });")
            + "namespace AioProcessing { static class AioPool { public static void MapAsync<T, R>(Func<T, R> f, T[] items) { } public static void Other(Func<long> f) { } } }";

        Assert.Equal("AIO1001", Assert.Single(await Snippet.Analyze(pool)).Id);
        Assert.Empty(await Snippet.Analyze(pool.Replace("AioPool.MapAsync(n => n + (int)given.Length, new[] { 1 });", "AioPool.Other(() => given.Length);", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Analyze_SeveralUsesAndVariables_ReportsEachVariableOnce()
    {
        IReadOnlyList<Diagnostic> found = await Snippet.Analyze(Snippet.InMethod("HttpClient c = new(); AioProcess.Start(() => given.Length + given.Position + c.GetHashCode());"));

        Assert.Equal(["c", "given"], found.Select(one => one.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(one.Location.SourceSpan)).Order());
    }
}

namespace AioProcessing.Tests.Processes;

/// <summary>That these lines compile, and mean what they look like, is what is tested: overload resolution is part of the public face.</summary>
public sealed class OverloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task Worker(int a, string b, int[] c) => await Task.FromResult((a, b, c));

    private static void Plain(int a, string b)
    {
    }

    private static int Add(int a, int b) => a + b;

    private static async Task<int> AddLater(int a, int b) => await Task.FromResult(a + b);

    private static int Eight(int a, int b, int c, int d, int e, int f, int g, int h) => a + b + c + d + e + f + g + h;

    private static T Same<T>(T value) => value;

    [Fact]
    public async Task Start_MethodGroups_PickTheShapeOfTheMethod()
    {
        await using AioProcess worker = AioProcess.Start(Worker, 1, "b", new[] { 3 });
        await using AioProcess plain = AioProcess.Start(Plain, 1, "b");
        await using AioProcess<int> add = AioProcess.Start(Add, 1, 2);
        await using AioProcess<int> addLater = AioProcess.Start(AddLater, 3, 4);
        await using AioProcess<int> eight = AioProcess.Start(Eight, 1, 2, 3, 4, 5, 6, 7, 8);
        await using AioProcess<string> generic = AioProcess.Start(Same<string>, "same", new AioProcessOptions { Name = "generic" });

        await worker.Completion.InTime();
        await plain.Completion.InTime();
        Assert.Equal((3, 7, 36, "same"), (await add.Result.InTime(), await addLater.Result.InTime(), await eight.Result.InTime(), await generic.Result.InTime()));
        Assert.Equal("generic", generic.Name);
    }

    [Fact]
    public async Task RunAsync_MethodGroups_PickTheShapeOfTheMethod()
    {
        int[] numbers = [1, 2, 3];

        int sum = await AioProcess.RunAsync(Targets.Sum, numbers, Token).InTime();
        int slowSum = await AioProcess.RunAsync(Targets.SumSlowly, numbers, Token).InTime();
        await AioProcess.RunAsync(Worker, 1, "b", numbers, Token).InTime();
        await AioProcess.RunAsync(Plain, 1, "b", Token).InTime();

        Assert.Equal((6, 6), (sum, slowSum));
    }

    [Fact]
    public async Task Start_Lambdas_PickTheShapeOfTheLambda()
    {
        int captured = 5;
        await using AioProcess action = AioProcess.Start(() => { });
        await using AioProcess asynchronous = AioProcess.Start(async () => await Task.Yield());
        await using AioProcess<int> value = AioProcess.Start(() => captured + 1);
        await using AioProcess<int> later = AioProcess.Start(async () => { await Task.Yield(); return captured + 2; });
        await using AioProcess<int> withArgument = AioProcess.Start(x => x + captured, 3);
        int ran = await AioProcess.RunAsync(static (int x, int y) => x * y, 6, 7, Token).InTime();

        await action.Completion.InTime();
        await asynchronous.Completion.InTime();
        Assert.Equal((6, 7, 8, 42), (await value.Result.InTime(), await later.Result.InTime(), await withArgument.Result.InTime(), ran));
    }

    [Fact]
    public async Task Start_LocalFunctionsAndInstances_Run()
    {
        int captured = 10;
        int Local(int x) => x + captured;
        Multiplier multiplier = new(3);

        Assert.Equal(11, await AioProcess.RunAsync(Local, 1, Token).InTime());
        Assert.Equal(12, await AioProcess.RunAsync(multiplier.Apply, 4, Token).InTime());
        Assert.Equal(12, await AioProcess.RunAsync<int, int>(multiplier.ApplyVirtually, 4, Token).InTime());
    }

    private class Scale
    {
        public virtual int ApplyVirtually(int x) => -x;
    }

    private sealed class Multiplier(int factor) : Scale
    {
        public int Apply(int x) => x * factor;

        public override int ApplyVirtually(int x) => x * factor;
    }
}

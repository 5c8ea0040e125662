using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A pool in its manager. It carries jobs to the workers and outcomes back, and looks into neither.</summary>
internal sealed class PoolObject : BuiltInObject
{
    public const string Kind = "pool";

    // Its processes are started elsewhere: calls do not wait.
    private readonly Task<AioPool> _pool;

    private PoolObject(int workers) => _pool = Task.Run(() => new AioPool(workers));

    public enum Member
    {
        Run,
    }

    /// <exception cref="AioNotHostedException">The clients are strangers, whose code this manager does not run.</exception>
    public static PoolObject Make(ref PayloadReader arguments, ManagerServer server) => server.Format.IsNative
        ? new PoolObject(Math.Max(arguments.ReadInt32(), 1))
        : throw new AioNotHostedException($"Manager '{server.Name}' hosts no pool: it would run its clients' code, and does not trust them. Serve it with TrustsClients, or host an object of your own that runs what you allow.");

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        if ((Member)member is not Member.Run)
            throw Unknown(member);
        var run = new Run(this, call, arguments.ReadBlock().ToArray());
        if (call.TryWait(run))
            return run;
        call.Cancel();
        return null;
    }

    public override async ValueTask GoneAsync() => await (await _pool.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);

    private sealed class Run(PoolObject owner, HostedCall call, byte[] job) : IHostedWait, IThreadPoolWorkItem
    {
        private readonly CancellationTokenSource _cancelled = new();

        public bool EndsWithManager => false;

        // The pool decides what came first; the run ends in any case.
        public void Cancel() => _cancelled.Cancel();

        public void Execute() => _ = RunAsync();

        private async Task RunAsync()
        {
            owner.Entry.Server.Enter();
            try
            {
                AioPool pool = await owner._pool.ConfigureAwait(false);
                byte[] outcome = await pool.ApplyAsync(PoolJob.RunAsync, job, _cancelled.Token).ConfigureAwait(false);
                PayloadWriter answer = call.BeginReturn();
                answer.WriteBlock(outcome);
                call.Return(answer);
            }
            catch (OperationCanceledException)
            {
                call.Cancel();
            }
            catch (Exception exception)
            {
                call.FaultOfUser(exception);
            }
            finally
            {
                owner.Entry.Server.Leave();
            }
        }
    }
}

using AioProcessing.Processes;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A call of one item.</summary>
internal sealed class ApplyCall<T> : WorkCall, IThreadPoolWorkItem
{
    // Continuations run where Settlement says.
    private readonly TaskCompletionSource<T> _source = new();
    private T _value = default!;
    private Exception? _error;
    private int _isSettled;
    private CancellationToken _token;
    private List<CancellationTokenRegistration>? _registrations;

    public ApplyCall(IWorkHost host, AioPool pool, FunctionEntry function, CallLimits limits) : base(host, pool, function, limits)
    {
    }

    public Task<T> Task => _source.Task;

    public override bool IsSingle => true;

    /// <summary>Hands it to the pool.</summary>
    /// <exception cref="AioSerializationException">The argument cannot cross.</exception>
    public void Start<TArgument>(TArgument argument, CancellationToken cancellationToken)
    {
        Host.Begin(this);
        PayloadWriter writer = PayloadWriter.Rent();
        try
        {
            Chunk chunk = Encode(writer, argument);
            Listen(cancellationToken, writer.LiveTokens);
            Host.Enqueue(chunk);
        }
        catch
        {
            Host.End(this);
            throw;
        }
        finally
        {
            writer.Return();
        }
    }

    public void Cancel() => Host.Stop(this, new OperationCanceledException($"Task {NameOf(0)} was canceled."), kills: true);

    public override void Failed(long index, Exception error)
    {
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
            return;
        _error = error;
        Settlement.Later(this);
    }

    public override void Abort(Exception error) => Failed(0, error);

    /// <summary>Completes the task, and runs what was waiting for it.</summary>
    public void Execute()
    {
        foreach (CancellationTokenRegistration registration in _registrations ?? [])
            registration.Unregister();
        Host.End(this);
        if (_error is null)
            _source.TrySetResult(_value);
        else if (_error is OperationCanceledException canceled)
            _source.TrySetCanceled(canceled.CancellationToken.IsCancellationRequested ? canceled.CancellationToken : _token.IsCancellationRequested ? _token : new CancellationToken(true));
        else
            _source.TrySetException(_error);
    }

    protected override void Succeeded(long index, ref PayloadReader result)
    {
        T value = typeof(T) == typeof(Nothing) ? default! : ValueCodec.Read<T>(ref result);
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
            return;
        _value = value;
        Settlement.Later(this);
    }

    private Chunk Encode<TArgument>(PayloadWriter writer, TArgument argument)
    {
        writer.WriteBytes(stackalloc byte[WorkHead.Bytes]);
        ItemCodec.Write(writer, argument, Function.Target);
        Listens |= writer.LiveTokens.Count > 0;
        return new Chunk(this, 0, 1, writer);
    }

    private void Listen(CancellationToken cancellationToken, IReadOnlyList<CancellationToken> others)
    {
        _token = cancellationToken;
        if (cancellationToken.CanBeCanceled)
            Register(cancellationToken);
        foreach (CancellationToken other in others)
        {
            if (other != cancellationToken)
                Register(other);
        }
    }

    private void Register(CancellationToken token) => (_registrations ??= []).Add(token.UnsafeRegister(
        static (self, canceled) => ((ApplyCall<T>)self!).Host.Stop((ApplyCall<T>)self, new OperationCanceledException(canceled), kills: true), this));
}

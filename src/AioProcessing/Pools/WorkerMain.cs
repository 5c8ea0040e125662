using System.Diagnostics;
using System.Runtime.InteropServices;
using AioProcessing.Bootstrap;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A worker from its start to its end: takes messages, and runs what they bring on this thread.</summary>
internal sealed class WorkerMain
{
    private readonly WorkerSetup _setup;
    private readonly WorkerReport _report;
    private readonly RunningItems _running;
    private readonly Dictionary<int, WorkFunction> _functions = [];
    private readonly PayloadWriter _record = PayloadWriter.Rent();
    private long _lastTime;

    private WorkerMain(WorkerSetup setup)
    {
        _setup = setup;
        _report = new WorkerReport(setup);
        _running = new RunningItems(setup.Concurrency);
    }

    /// <summary>The target of a worker's process.</summary>
    public static void Run(WorkerSetup setup)
    {
        // Ctrl-C goes to all processes of a terminal; what it means to the workers is for the program to say.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        AioWorker.Current = new AioWorker(setup.Index, setup.PoolName);
        var worker = new WorkerMain(setup);
        _ = worker._running.ListenAsync(setup.Cancellations);
        if (setup.IsSpare)
            worker.WaitUntilNeeded();
        if (setup.Initializer is { } initializer)
            JobRunner.Run(initializer, out _);
        if (!setup.IsSpare || setup.Initializer is not null)
            setup.Outbox.Put(new[] { (byte)PoolMessage.Ready });
        worker.Loop();
        if (setup.Finalizer is { } finalizer)
            JobRunner.Run(finalizer, out _);
    }

    private void WaitUntilNeeded()
    {
        WarmUp();
        _setup.Outbox.Put(new[] { (byte)PoolMessage.Ready });
        QueueItem message = _setup.Inbox.Get();
        _setup.Inbox.Queue.Release(in message);
    }

    /// <summary>What the first task would find cold is gone through once: decoding a function and an argument, and encoding a result.</summary>
    private void WarmUp()
    {
        const int Id = 0; // The pool's begin with 1.
        var function = new FunctionEntry(Id, new FuncOf<int, int>(Same), isShared: true);
        Learn(function.Message);
        PayloadWriter argument = PayloadWriter.Rent();
        ValueCodec.WriteArgument(argument, 1, function.Target, 0);
        var reader = new PayloadReader(argument.Written);
        _functions[Id].Run(ref reader, _record);
        _functions.Remove(Id);
        _record.Clear();
        argument.Return();
        function.Release();
    }

    private static int Same(int x) => x;

    private void Loop()
    {
        bool goesOn = true;
        while (goesOn)
        {
            if (!_setup.Inbox.TryGet(out QueueItem message))
            {
                _report.Flush();
                message = _setup.Inbox.Get();
            }

            try
            {
                goesOn = message.Kind == QueueItemKind.Item && Handle(_setup.Inbox.Queue.Bytes(in message));
            }
            finally
            {
                _setup.Inbox.Queue.Release(in message);
            }
        }

        _running.WaitForAll();
        _report.Flush();
    }

    private bool Handle(ReadOnlySpan<byte> message)
    {
        switch ((PoolMessage)message[0])
        {
            case PoolMessage.Function:
                Learn(message);
                return true;
            case PoolMessage.Forget:
                _functions.Remove(BitConverter.ToInt32(message[1..]));
                return true;
            case PoolMessage.Work:
                Work(message);
                return true;
            default:
                return false;
        }
    }

    private void Learn(ReadOnlySpan<byte> message)
    {
        int id = BitConverter.ToInt32(message[1..]);
        try
        {
            var reader = new PayloadReader(message[5..]);
            _functions[id] = ValueCodec.Read<WorkFunction>(ref reader);
        }
        catch (Exception error)
        {
            _functions[id] = new UnreadableFunction(error);
        }
    }

    private void Work(ReadOnlySpan<byte> message)
    {
        WorkHead head = WorkHead.Read(message);
        WorkFunction function = _functions[head.Function];
        bool overlaps = function.IsAsync && _setup.Concurrency > 1;
        int at = WorkHead.Bytes;
        _lastTime = Stopwatch.GetTimestamp();
        for (int i = 0; i < head.Count; i++)
        {
            int length = BitConverter.ToInt32(message[at..]);
            ReadOnlySpan<byte> argument = message.Slice(at + sizeof(int), length);
            at += sizeof(int) + length;
            if (overlaps)
                _running.WaitForRoom();
            long number = head.First + i;
            if (!_setup.Sheet.Sheet.TryClaim(head.Epoch, (ulong)number))
                return;
            CancellationTokenSource? source = head.Listens ? _running.Begin(number) : null;
            var reader = new PayloadReader(argument) { Cancellation = source?.Token ?? default };
            if (overlaps)
                Start(function, number, ref reader, source);
            else
                RunOne(function, number, ref reader, source);
        }
    }

    private void RunOne(WorkFunction function, long number, ref PayloadReader argument, CancellationTokenSource? source)
    {
        WorkOutcome outcome = WorkOutcome.Value;
        try
        {
            function.Run(ref argument, _record);
        }
        catch (Exception error)
        {
            outcome = WriteError(_record, error, source);
        }

        if (source is not null)
            _running.End(number);
        long now = Stopwatch.GetTimestamp();
        _report.Add(number, outcome, _record, now - _lastTime, flush: false);
        _lastTime = now;
    }

    private void Start(WorkFunction function, long number, ref PayloadReader argument, CancellationTokenSource? source)
    {
        _running.Enter();
        Task task;
        try
        {
            task = function.Start(ref argument);
        }
        catch (Exception error)
        {
            task = Task.FromException(error);
        }

        long start = Stopwatch.GetTimestamp();
        task.ContinueWith(completed => Finish(function, number, completed, source, start), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Finish(WorkFunction function, long number, Task completed, CancellationTokenSource? source, long start)
    {
        PayloadWriter record = PayloadWriter.Rent();
        WorkOutcome outcome = WorkOutcome.Value;
        try
        {
            completed.GetAwaiter().GetResult();
            function.WriteResult(completed, record);
        }
        catch (Exception error)
        {
            outcome = WriteError(record, error, source);
        }

        if (source is not null)
            _running.End(number);
        _report.Add(number, outcome, record, (Stopwatch.GetTimestamp() - start) / _setup.Concurrency, flush: true);
        record.Return();
        _running.Leave();
    }

    private static WorkOutcome WriteError(PayloadWriter record, Exception error, CancellationTokenSource? source)
    {
        record.Clear();
        if (error is OperationCanceledException && source is { IsCancellationRequested: true })
            return WorkOutcome.Canceled;
        ExceptionCodec.Write(record, error);
        return WorkOutcome.Fault;
    }
}

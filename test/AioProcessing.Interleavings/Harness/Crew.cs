namespace AioProcessing.Interleavings;

/// <summary>The threads behind the actors, one for each index, reused from schedule to schedule.</summary>
internal sealed class Crew(int processor) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly List<Worker> _workers = [];

    /// <summary>Signalled when a schedule is over, and by each actor that has unwound after that.</summary>
    public Turnstile Over { get; } = new();

    /// <summary>Gives the turn to an actor that the caller does not run on.</summary>
    public void Resume(Actor actor)
    {
        if (actor.Status == ActorStatus.Unstarted)
        {
            while (_workers.Count <= actor.Index)
                _workers.Add(new Worker(Over, processor));
            _workers[actor.Index].Job = actor;
        }
        _workers[actor.Index].Turnstile.Signal();
    }

    /// <summary>Waits for the turn on the actor's own thread.</summary>
    public void Park(Actor self)
    {
        _workers[self.Index].Turnstile.Wait();
        if (self.IsEnding)
            throw new ActorEndedException();
    }

    /// <summary>Runs a schedule to its end, and then unwinds the actors that did not reach theirs.</summary>
    public void Play(World world)
    {
        world.Ram.Seal();
        world.Scheduler.Start();
        AwaitOver("A schedule did not end");
        foreach (Actor actor in world.Actors)
        {
            if (actor.Status is ActorStatus.Unstarted or ActorStatus.Done)
                continue;
            actor.IsEnding = true;
            _workers[actor.Index].Turnstile.Signal();
            AwaitOver($"{actor} did not unwind");
        }
    }

    public void Dispose()
    {
        foreach (Worker worker in _workers)
            worker.Turnstile.Signal();
    }

    private void AwaitOver(string otherwise)
    {
        if (!Over.TryWait(s_patience))
            throw new TimeoutException($"{otherwise} within {s_patience.TotalSeconds} s: an actor loops or blocks where the explorer cannot see it.");
    }

    private sealed class Worker
    {
        private readonly Turnstile _over;
        private readonly int _processor;

        public Worker(Turnstile over, int processor)
        {
            _over = over;
            _processor = processor;
            new Thread(Work) { IsBackground = true, Name = "interleaved actor" }.Start();
        }

        public Turnstile Turnstile { get; } = new();

        public Actor? Job { get; set; }

        private void Work()
        {
            OneCore.Pin(_processor);
            for (Turnstile.Wait(); Job is { } actor; Turnstile.Wait())
            {
                Job = null;
                Actor.Current = actor;
                Perform(actor);
                Actor.Current = null;
            }
        }

        private void Perform(Actor actor)
        {
            try
            {
                actor.Run();
                actor.Publish();
            }
            catch (Exception exception) when (!actor.IsEnding)
            {
                actor.World.Fail($"{actor} threw", exception);
            }
            catch (Exception)
            {
                // The schedule has been judged; what unwinding throws means nothing.
            }
            if (actor.IsEnding)
                _over.Signal();
            else
                actor.World.Scheduler.Leave(actor);
        }
    }
}

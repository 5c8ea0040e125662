namespace SharedState;

/// <summary>An object of our own that lives in the manager.</summary>
public interface IVisits
{
    event Action<string, int>? Milestone;

    Task<int> AddAsync(string visitor);

    IAsyncEnumerable<string> VisitorsAsync();
}

/// <inheritdoc/>
public sealed class Visits : IVisits
{
    private readonly List<string> _visitors = [];

    public event Action<string, int>? Milestone;

    public Task<int> AddAsync(string visitor)
    {
        int count;
        lock (_visitors)
        {
            _visitors.Add(visitor);
            count = _visitors.Count;
        }
        if (count % 10 == 0)
            Milestone?.Invoke(visitor, count);
        return Task.FromResult(count);
    }

    public async IAsyncEnumerable<string> VisitorsAsync()
    {
        string[] all;
        lock (_visitors)
            all = [.. _visitors.Distinct().Order()];
        foreach (string visitor in all)
        {
            await Task.Yield();
            yield return visitor;
        }
    }
}

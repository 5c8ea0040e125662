using System.Globalization;

namespace AioProcessing.Bootstrap;

/// <summary>What a child must have from its first instruction. A child that waits in readiness was launched without any of it.</summary>
internal sealed record LaunchSettings
{
    // For what the runtime itself needs besides the heap: its stacks, its tables, the code that it compiles.
    private const long RuntimeReserveBytes = 256L << 20;

    /// <summary>Read by the runtime as a hexadecimal number.</summary>
    private const string HeapLimit = "DOTNET_GCHeapHardLimit";

    public static LaunchSettings None { get; } = new();

    /// <summary>Changes to the environment, null = none.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Null = that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    public IReadOnlyList<int>? Affinity { get; init; }

    /// <inheritdoc cref="Os.LaunchRequest.Niceness"/>
    public int? Niceness { get; init; }

    /// <summary>Of the managed heap; null = no limit of its own.</summary>
    public long? MemoryLimitBytes { get; init; }

    public OutputTarget StandardOutput { get; init; } = OutputTarget.Inherited;

    public OutputTarget StandardError { get; init; } = OutputTarget.Inherited;

    public long? PrivateMemoryLimitBytes => MemoryLimitBytes + RuntimeReserveBytes;

    /// <summary>The changes to the environment, with what the limit adds. A heap limit of the user's own wins.</summary>
    public IReadOnlyDictionary<string, string?>? EnvironmentChanges()
    {
        if (MemoryLimitBytes is not { } limit || Environment?.ContainsKey(HeapLimit) == true)
            return Environment;
        return new Dictionary<string, string?>(Environment ?? new Dictionary<string, string?>()) { [HeapLimit] = limit.ToString("X", CultureInfo.InvariantCulture) };
    }
}

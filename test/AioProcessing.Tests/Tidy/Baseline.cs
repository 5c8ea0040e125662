namespace AioProcessing.Tests.Tidy;

/// <summary>A text in the repository that must equal what the build really is, so that every change of it is seen in review.</summary>
internal static class Baseline
{
    public const string UpdateSwitch = "AIO_UPDATE_BASELINES";

    /// <summary>Compares with the file at <paramref name="path"/>; writes it instead when <see cref="UpdateSwitch"/> is 1.</summary>
    public static void AssertEqual(string path, IReadOnlyList<string> actual)
    {
        string full = Repository.Full(path);
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1" && actual.Count > 0)
        {
            File.WriteAllText(full, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        string[] expected = File.Exists(full) ? File.ReadAllLines(full) : [];
        IReadOnlyList<string> differences = Compare(expected, actual);
        Assert.True(differences.Count == 0, $"{path} is not what the build is. If the change is meant, run the tests with {UpdateSwitch}=1 and commit the file.\n{string.Join('\n', differences)}");
    }

    /// <summary>Lines that only one side has, and moved lines when there is nothing else to say; at most 40.</summary>
    public static IReadOnlyList<string> Compare(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        if (expected.SequenceEqual(actual)) return [];
        List<string> differences = [.. expected.Except(actual).Select(line => "- " + line), .. actual.Except(expected).Select(line => "+ " + line)];
        return differences.Count > 0 ? [.. differences.Take(40)] : ["the same lines in another order, or repeated"];
    }
}

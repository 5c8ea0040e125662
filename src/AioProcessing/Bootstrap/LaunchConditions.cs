using System.Collections;

namespace AioProcessing.Bootstrap;

/// <summary>What a child inherits by itself when it is launched, and what may change here before it gets its job.</summary>
internal sealed class LaunchConditions
{
    private readonly IDictionary _variables = Environment.GetEnvironmentVariables();
    private readonly string _directory = Environment.CurrentDirectory;

    /// <summary>True when a child launched under these conditions cannot be told from one launched under the others.</summary>
    public bool Equals(LaunchConditions other)
    {
        if (_directory != other._directory || _variables.Count != other._variables.Count)
            return false;
        foreach (DictionaryEntry entry in _variables)
        {
            if (!Equals(other._variables[entry.Key], entry.Value))
                return false;
        }
        return true;
    }
}

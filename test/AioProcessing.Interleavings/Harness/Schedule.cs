using System.Globalization;
using System.Text;

namespace AioProcessing.Interleavings;

/// <summary>The choices of one run, as the string that failures print and <see cref="Explorer.Replay"/> takes: <c>0*5 1*3 K0 2*7</c>.</summary>
internal static class Schedule
{
    public static string Format(IReadOnlyList<Choice> choices)
    {
        StringBuilder text = new();
        for (int i = 0, next; i < choices.Count; i = next)
        {
            for (next = i + 1; next < choices.Count && choices[next] == choices[i]; next++) { }
            text.Append(text.Length == 0 ? "" : " ").Append(choices[i]);
            if (next - i > 1)
                text.Append(CultureInfo.InvariantCulture, $"*{next - i}");
        }
        return text.ToString();
    }

    public static List<Choice> Parse(string text)
    {
        List<Choice> choices = [];
        foreach (string run in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = run.Split('*');
            int count = parts.Length == 1 ? 1 : int.Parse(parts[1], CultureInfo.InvariantCulture);
            choices.AddRange(Enumerable.Repeat(Choice.Parse(parts[0]), count));
        }
        return choices;
    }
}

using System.Text;
using AioProcessing.Os;

namespace AioProcessing.Bootstrap;

/// <summary>Cuts a child's output into lines.</summary>
internal sealed class OutputPump
{
    // What a pipe may hold when its writer ends; processes that the child started and left behind can go on writing for ever.
    private const int MostAfterTheEnd = 1 << 20;

    /// <summary>A line without an end is handed on in pieces, so that it cannot fill this process's memory.</summary>
    private const int LongestLine = 1 << 20;

    private readonly OutputPipe _pipe;
    private readonly Action<string> _onLine;
    private readonly StringBuilder _line = new();
    private volatile bool _writerEnded;

    private OutputPump(OutputPipe pipe, Action<string> onLine)
    {
        _pipe = pipe;
        _onLine = onLine;
        Finished = Task.Run(RunAsync);
    }

    /// <summary>Completes when the last line was handed on.</summary>
    public Task Finished { get; }

    /// <summary>Null where nothing is to be read.</summary>
    public static OutputPump? Start(OutputPipe? pipe, OutputTarget target) => pipe is null ? null : new(pipe, target.OnLine!);

    public void WriterEnded()
    {
        _writerEnded = true;
        _pipe.WriterEnded();
    }

    private async Task RunAsync()
    {
        byte[] bytes = new byte[8192];
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        int left = MostAfterTheEnd;
        try
        {
            while (left > 0 && await _pipe.ReadAsync(bytes).ConfigureAwait(false) is > 0 and int count)
            {
                if (_writerEnded)
                    left -= count;
                Take(characters.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, count), characters, flush: false)));
            }
        }
        catch (AioException)
        {
            // The system has nothing left to wait with. The rest of the output is lost, the end of the child is not.
        }
        // A character that was cut off by the end is told like any other that is none.
        Take(characters.AsSpan(0, decoder.GetChars([], characters, flush: true)));
        if (_line.Length > 0)
            Deliver();
        _pipe.Dispose();
    }

    private void Take(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('\n') is >= 0 and int end)
        {
            _line.Append(text[..end]);
            Deliver();
            text = text[(end + 1)..];
        }
        _line.Append(text);
        if (_line.Length >= LongestLine)
            Deliver();
    }

    private void Deliver()
    {
        if (_line.Length > 0 && _line[^1] == '\r')
            _line.Length--;
        string line = _line.ToString();
        _line.Clear();
        _onLine(line);
    }
}

using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace AioProcessing.Serialization;

/// <summary>
/// An exception: text, stack trace, inner exception and data, then the fields of its class below <see cref="Exception"/>. A field that
/// cannot cross keeps its default: an exception with a gap says more than the failure to send it.
/// </summary>
internal sealed class ExceptionShape : Shape
{
    private FieldSlot[]? _fields;

    public ExceptionShape(Type type) : base(type) => IsTracked = true;

    private FieldSlot[] Fields => _fields ??= Type == typeof(Exception) ? [] : FieldList.Of(Type, upTo: typeof(Exception));

    public override void Write(GraphWriter to, object? value)
    {
        var exception = (Exception)value!;
        to.To.WriteString(MessageOf(exception));
        to.To.WriteString(ExceptionText.Get(exception, static e => e.StackTrace));
        to.To.WriteString(ExceptionText.Get(exception, static e => e.HelpLink));
        to.To.WriteString(ExceptionText.Get(exception, static e => e.Source));
        to.To.WriteInt32(exception.HResult);
        WritePart(to, ShapeCatalog.Of(typeof(Exception)), exception.InnerException);
        WriteData(to, exception);
        foreach (FieldSlot slot in Fields)
            WritePart(to, slot.Shape, slot.Field.GetValue(exception));
    }

    private static bool WritePart(GraphWriter to, Shape shape, object? part)
    {
        int start = to.To.WrittenCount;
        to.To.WriteBool(true);
        if (to.TryWriteSlot(shape, part))
            return true;
        to.To.Truncate(start);
        to.To.WriteBool(false);
        return false;
    }

    // Only entries under a text: what else frameworks put there is meant for this process.
    private static void WriteData(GraphWriter to, Exception exception)
    {
        Shape any = ShapeCatalog.Of(typeof(object));
        int countAt = to.To.Reserve();
        int count = 0;
        foreach (DictionaryEntry entry in exception.Data)
        {
            if (entry.Key is not string key)
                continue;
            to.To.WriteString(key);
            WritePart(to, any, entry.Value);
            count++;
        }
        to.To.Patch(countAt, count);
    }

    public override object? Read(ref PayloadReader from, int id)
    {
        var exception = (Exception)Reflect.Allocate(Type);
        from.Graph.Bind(id, exception);
        string? message = from.ReadString();
        string? trace = from.ReadString();
        string? helpLink = from.ReadString();
        string? source = from.ReadString();
        int code = from.ReadInt32();
        object? inner = ReadPart(ref from, ShapeCatalog.Of(typeof(Exception)));
        Reflect.Constructor(typeof(Exception), typeof(string), typeof(Exception))!.Invoke(exception, [message, inner]);
        exception.HResult = code;
        ReadData(ref from, exception);
        foreach (FieldSlot slot in Fields)
        {
            if (from.ReadBool())
                slot.Field.SetValue(exception, from.Graph.ReadSlot(ref from, slot.Shape));
        }
        Restore(exception, trace, helpLink, source);
        return exception;
    }

    private static object? ReadPart(ref PayloadReader from, Shape shape) => from.ReadBool() ? from.Graph.ReadSlot(ref from, shape) : null;

    private static void ReadData(ref PayloadReader from, Exception exception)
    {
        Shape any = ShapeCatalog.Of(typeof(object));
        int count = from.CheckCount(from.ReadInt32(), 2);
        for (int i = 0; i < count; i++)
        {
            string key = from.ReadString() ?? throw from.Malformed("an entry of exception data has no key");
            exception.Data[key] = ReadPart(ref from, any);
        }
    }

    private static void Restore(Exception exception, string? trace, string? helpLink, string? source)
    {
        exception.HelpLink = helpLink;
        exception.Source = source;
        if (trace is not null)
            ExceptionDispatchInfo.SetRemoteStackTrace(exception, trace);
    }

    // The Message property may add to the text, and would add again after the crossing.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? MessageOf(Exception exception);
}

/// <summary>Texts of an exception; its members are user code and may throw.</summary>
internal static class ExceptionText
{
    private const int LongestText = 1 << 18;

    // The framework's own text of an exception holds those of the inner ones, by recursion.
    private const int LongestChain = 2000;

    /// <summary>
    /// The text with trace and inner exceptions; without the inner ones if they have no end, because that text would need a stack without end.
    /// </summary>
    public static string Whole(Exception exception) => IsEndless(exception)
        ? $"{exception.GetType()}: {Get(exception, static e => e.Message)}{Environment.NewLine}{Get(exception, static e => e.StackTrace)}{Environment.NewLine}" +
          $"(Its inner exceptions are a ring, or more than {LongestChain:N0}.)"
        : Get(exception, static e => e.ToString()) ?? "";

    /// <summary>Whether the inner exceptions are a ring, or so many that nobody will read them.</summary>
    public static bool IsEndless(Exception exception)
    {
        int length = 0;
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (++length > LongestChain)
                return true;
        }
        return false;
    }

    public static string? Get(Exception exception, Func<Exception, string?> member)
    {
        try
        {
            string? text = member(exception);
            return text is { Length: > LongestText } ? $"{text[..LongestText]}… ({text.Length:D} characters)" : text;
        }
        catch (Exception e)
        {
            return $"(not known: asking for it threw {e.GetType()})";
        }
    }
}

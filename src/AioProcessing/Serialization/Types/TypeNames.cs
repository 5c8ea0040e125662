using System.Text;

namespace AioProcessing.Serialization;

/// <summary>Type names for error messages, as C# would write them.</summary>
internal static class TypeNames
{
    private const int DeepestShown = 4;

    public static string Of(Type type)
    {
        var text = new StringBuilder();
        Append(text, type, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Type type, int depth)
    {
        if (depth == DeepestShown)
        {
            text.Append('…');
            return;
        }
        if (type.HasElementType)
        {
            Append(text, type.GetElementType()!, depth);
            text.Append(type.IsArray ? $"[{new string(',', type.GetArrayRank() - 1)}]" : type.IsPointer ? "*" : "&");
            return;
        }
        if (type.IsGenericParameter)
        {
            text.Append(type.Name);
            return;
        }
        Type[] arguments = type.GetGenericArguments();
        int used = 0;
        AppendPlain(text, type, arguments, ref used, depth);
    }

    // A nested type of a generic one repeats the outer's arguments: each level shows those that it adds.
    private static void AppendPlain(StringBuilder text, Type type, Type[] arguments, ref int used, int depth)
    {
        if (type.DeclaringType is { } outer)
        {
            AppendPlain(text, outer, arguments, ref used, depth);
            text.Append('.');
        }
        else if (type.Namespace is { Length: > 0 } space)
        {
            text.Append(space).Append('.');
        }
        int tick = type.Name.IndexOf('`');
        text.Append(tick < 0 ? type.Name : type.Name.AsSpan(0, tick));
        int own = type.IsGenericType ? type.GetGenericTypeDefinition().GetGenericArguments().Length : 0;
        if (own <= used)
            return;
        text.Append('<');
        for (string separator = ""; used < own; used++, separator = ", ")
        {
            text.Append(separator);
            Append(text, arguments[used], depth + 1);
        }
        text.Append('>');
    }
}

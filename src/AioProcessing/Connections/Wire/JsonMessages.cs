using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>JSON by the framework's serialiser, which makes what the declared type says and never what the message says.</summary>
internal sealed class JsonMessages : IAioSerializer
{
    private const string Reason = "Where reflection is switched off, System.Text.Json says so, and the user gives AioConnectionOptions.Serializer.";

    private static readonly JsonSerializerOptions s_options = new()
    {
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new NoSharedObjects() },
    };

    public static JsonMessages Instance { get; } = new();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reason)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reason)]
    public void Serialize(Type declared, object? value, IBufferWriter<byte> to)
    {
        try
        {
            using Utf8JsonWriter writer = new(to);
            JsonSerializer.Serialize(writer, value, declared, s_options);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new AioSerializationException(
                $"A {declared} cannot be sent as JSON: {exception.Message} Send other data, set AioConnectionOptions.Serializer, or use a pipe, whose protocol takes any value.", inner: exception);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reason)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reason)]
    public object? Deserialize(Type declared, in ReadOnlySequence<byte> from)
    {
        try
        {
            return JsonSerializer.Deserialize(from.IsSingleSegment ? from.FirstSpan : from.ToArray(), declared, s_options);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new AioSerializationException(
                $"The message is no {declared} in JSON: {exception.Message} If the peer sends Python objects, set AioConnectionOptions.Protocol to Pickle.", inner: exception);
        }
    }

    /// <summary>Refuses locks, queues and the like: their public properties would go over, and arrive as another object that knows nothing of this one.</summary>
    private sealed class NoSharedObjects : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeof(IAioHandle).IsAssignableFrom(typeToConvert) || (typeToConvert.IsInterface && typeToConvert.Assembly == typeof(IAioHandle).Assembly);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException($"An object of type {typeToConvert} is shared between processes, and text has no way to refer to it.");
    }
}

using System.Text.Json;
using Memformer.Learn.Checkpoints.Schemas;

namespace Memformer.Cli.Reports.Auditing;

/// <summary>The key <c>reading</c>: how a network was read out of its file.</summary>
internal static class ReadingJson
{
    /// <summary>Writes the object, or null for a network that was made in memory.</summary>
    public static void Write(Utf8JsonWriter json, Reading? reading)
    {
        if (reading is null)
        {
            json.WriteNull("reading");
            return;
        }

        json.WriteStartObject("reading");
        json.WriteString("layout", reading.Layout);
        json.WriteString("attention", reading.Attention);
        json.WriteBoolean("attentionIsKnown", reading.AttentionIsKnown);
        json.WriteString("scale", reading.Scale);
        json.WriteNumber("repeat", reading.Repeat);
        json.WriteArray(
            "assumed",
            reading.AttentionIsKnown
                ? reading.Assumed
                : ["attention is linear; the file does not say", .. reading.Assumed],
            (writer, sentence) => writer.WriteStringValue(sentence)
        );
        json.WriteArray("used", reading.Used, (writer, name) => writer.WriteStringValue(name));
        json.WriteArray(
            "unused",
            reading.Unused,
            (writer, tensor) =>
            {
                writer.WriteStartObject();
                writer.WriteString("tensor", tensor.Tensor);
                writer.WriteString("why", tensor.Why);
                writer.WriteEndObject();
            }
        );
        json.WriteString("ignored", reading.Foreign);
        json.WriteEndObject();
    }
}

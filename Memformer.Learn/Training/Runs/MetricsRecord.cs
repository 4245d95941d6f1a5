using System.Globalization;
using System.Text;
using Memformer.Learn.Files;

namespace Memformer.Learn.Training.Runs;

/// <summary>What a state remembers of <c>metrics.jsonl</c>: a resumed run writes on below exactly these lines.</summary>
/// <param name="Lines">How many there were.</param>
/// <param name="Digest">Their SHA-256, line ends included.</param>
internal sealed record MetricsRecord(int Lines, string Digest)
{
    /// <summary>The record of these lines.</summary>
    public static MetricsRecord Of(IReadOnlyCollection<string> lines) =>
        new(lines.Count, Sha256.Of(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static MetricsRecord? Parse(string? text) =>
        text?.Split(' ') is [var lines, { Length: 64 } digest]
        && int.TryParse(lines, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? new MetricsRecord(count, digest)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lines} {Digest}");
}

using System.Runtime.CompilerServices;

namespace Memformer.Theory.Typesetting;

/// <summary>
/// Running text with formulas in it. Written as an interpolated string: a hole that holds a <see cref="Formula"/> is
/// mathematics, one that holds a <see cref="Code"/> is program text, any other is plain text.
/// </summary>
public sealed record Prose(IReadOnlyList<Prose.Span> Spans)
{
    /// <summary>The text of an interpolated string.</summary>
    public static Prose Of(Builder text) => new(text.Spans);

    /// <summary>Plain text.</summary>
    public static implicit operator Prose(string text) => new([new Span.Text(text)]);

    /// <summary>A formula alone.</summary>
    public static implicit operator Prose(Formula formula) => new([new Span.Mathematics(formula)]);

    /// <summary>A text before a formula.</summary>
    public static Prose operator +(string left, Prose right) => (Prose)left + right;

    /// <summary>One text after the other.</summary>
    public static Prose operator +(Prose left, Prose right) => new([.. left.Spans, .. right.Spans]);

    /// <summary>Several texts with a separator between them.</summary>
    public static Prose Join(string separator, IEnumerable<Prose> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Aggregate(new Prose([]), (text, part) => text.Spans.Count == 0 ? part : text + separator + part);
    }

    /// <summary>Equal spans.</summary>
    public bool Equals(Prose? other) => other is not null && Spans.SequenceEqual(other.Spans);

    /// <inheritdoc/>
    public override int GetHashCode() => Spans.Count == 0 ? 0 : HashCode.Combine(Spans.Count, Spans[0]);

    /// <summary>The text in one line, its formulas as <see cref="PlainText"/>.</summary>
    public override string ToString() => TextDocument.Line(this);

    /// <summary>A piece of running text.</summary>
    public abstract record Span
    {
        private Span() { }

        /// <summary>Words.</summary>
        public sealed record Text(string Value) : Span;

        /// <summary>A formula in the line.</summary>
        public sealed record Mathematics(Formula Value) : Span;

        /// <summary>Program text: a command, an option, a line of a method file.</summary>
        public sealed record Program(string Value) : Span;
    }

    /// <summary>Marks a hole of an interpolated string as program text.</summary>
    public readonly record struct Code(string Value);

    /// <summary>Collects the pieces of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Builder
    {
        private readonly List<Span> _spans;

        /// <summary>Called by the compiler.</summary>
        public Builder(int literalLength, int formattedCount) => _spans = new(2 * formattedCount + 1);

        internal IReadOnlyList<Span> Spans => _spans;

        /// <summary>Called by the compiler.</summary>
        public void AppendLiteral(string text) => _spans.Add(new Span.Text(text));

        /// <summary>Called by the compiler.</summary>
        public void AppendFormatted(Formula formula) => _spans.Add(new Span.Mathematics(formula));

        /// <summary>Called by the compiler.</summary>
        public void AppendFormatted(Prose prose) => _spans.AddRange(prose.Spans);

        /// <summary>Called by the compiler.</summary>
        public void AppendFormatted(Code code) => _spans.Add(new Span.Program(code.Value));

        /// <summary>Called by the compiler.</summary>
        public void AppendFormatted(string text) => _spans.Add(new Span.Text(text));

        /// <summary>Called by the compiler.</summary>
        public void AppendFormatted(int number) => _spans.Add(new Span.Text(number.ToString()));
    }
}

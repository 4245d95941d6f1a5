namespace Memformer.Theory.Typesetting;

/// <summary>
/// A document as its content: what stands where, and not how it looks. <see cref="LatexDocument"/>,
/// <see cref="MarkdownDocument"/>, <see cref="HtmlDocument"/> and <see cref="TextDocument"/> write the same content.
/// </summary>
/// <param name="Title">The title.</param>
/// <param name="Blocks">The content in order.</param>
public sealed record Document(Prose Title, IReadOnlyList<Block> Blocks);

/// <summary>A part of a document.</summary>
public abstract record Block
{
    private Block() { }

    /// <summary>The heading of a section.</summary>
    public sealed record Heading(Prose Text) : Block;

    /// <summary>A paragraph.</summary>
    public sealed record Paragraph(Prose Text) : Block;

    /// <summary>Formulas on lines of their own, aligned at their relation signs.</summary>
    public sealed record Display(IReadOnlyList<Formula> Lines) : Block;

    /// <summary>A statement, such as a lemma or a theorem, with its name.</summary>
    public sealed record Statement(string Kind, Prose Name, IReadOnlyList<Block> Body) : Block;

    /// <summary>The proof of a statement: of the <c>lemma</c>, of the <c>theorem</c>.</summary>
    public sealed record Argument(string Of, IReadOnlyList<Block> Body) : Block;

    /// <summary>A table; the first column names the rows.</summary>
    public sealed record Table(IReadOnlyList<Prose> Header, IReadOnlyList<IReadOnlyList<Prose>> Rows) : Block;

    /// <summary>A list of points.</summary>
    public sealed record Points(IReadOnlyList<Prose> Items) : Block;

    /// <summary>Program text on lines of its own.</summary>
    public sealed record Listing(string Text) : Block;
}

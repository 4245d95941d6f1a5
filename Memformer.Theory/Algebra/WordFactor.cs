namespace Memformer.Theory.Algebra;

/// <summary>A power of a letter or of its transpose, as it stands in a word.</summary>
/// <param name="Letter">The letter.</param>
/// <param name="IsTransposed">Whether the transpose is meant; never set on a symmetric letter.</param>
/// <param name="Power">How often it is repeated; at least 1.</param>
public readonly record struct WordFactor(Letter Letter, bool IsTransposed, int Power)
{
    /// <summary>The shape of one repetition.</summary>
    public Shape Shape => IsTransposed ? Letter.Shape.Transposed : Letter.Shape;

    /// <summary>The factor as it is written in a formula: <c>H^3</c>, <c>transpose(X)</c>.</summary>
    public override string ToString() => ExpressionText.Language.Of(this);
}

using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods;

/// <summary>A method run for a number of layers, as a network carries it out.</summary>
/// <param name="Method">The method.</param>
/// <param name="Layers">The number of layers L, one gradient each.</param>
/// <param name="Coefficients">The canonical form of the network that gives the method's own answer: the sequence where
/// gradients are taken, its last row set so that the read-out is the answer.</param>
/// <param name="GradientSequence">The canonical form of the sequence y_0, …, y_L where gradients are taken; its last row
/// leads to the point of the next gradient, or to the answer where the method ends.</param>
/// <param name="Relations">The relations of the algebraic letters in the coefficients. Those of letters without an index
/// have been applied. Those of a letter per step, such as θ_k, have not: the reduced form of a product of L such letters
/// has 2^L terms. <see cref="AlgebraicRelations.AreEqual"/> decides equality under them.</param>
public sealed record Unrolling(
    LinearMethod Method,
    int Layers,
    CanonicalForm Coefficients,
    CanonicalForm GradientSequence,
    AlgebraicRelations Relations
)
{
    /// <summary>How many steps of the method the layers carry out; fewer than layers where a step takes several
    /// gradients.</summary>
    public required int Steps { get; init; }

    /// <summary>
    /// Where the canonical form holds for w_0 = 0 alone: the coefficient of w_0 in the first point or answer in which it
    /// is not 1, such as 1 − ηλ of weight decay, d×d. Null where the form holds for every w_0.
    /// </summary>
    public MatrixPolynomial? StartCoefficient { get; init; }

    /// <summary>The canonical form with numbers for the algebraic letters that have one.</summary>
    /// <exception cref="UsageException">A letter has no real value.</exception>
    public CanonicalForm WithRootsInNumbers()
    {
        var roots = PositiveRoots.Of(Relations);
        return Coefficients.Map(function => function.Substitute(roots));
    }

    /// <summary>Whether the answer is the point at which the next gradient would be taken.</summary>
    public bool AnswersAtGradientPoint => Coefficients.Equals(GradientSequence);
}

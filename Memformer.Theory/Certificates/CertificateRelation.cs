using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>The equation of a letter such as s with 2 s² = 3, over the integers: its left side is one monomial.</summary>
/// <param name="Letter">The letter.</param>
/// <param name="Left">A monomial times the letter's square; Coq's normal form of polynomials replaces it by the right side.</param>
/// <param name="Right">A polynomial in the letters before it.</param>
internal sealed record CertificateRelation(Symbol Letter, Polynomial Left, Polynomial Right)
{
    /// <summary>The relations in their order.</summary>
    /// <exception cref="UsageException">A square has a denominator of several terms.</exception>
    internal static IReadOnlyList<CertificateRelation> Of(AlgebraicRelations relations) =>
        [
            .. relations.Letters.Select(letter =>
            {
                var (right, below) = CoqScalars.Integral(relations.SquareOf(letter));
                return below.TermCount == 1
                    ? new CertificateRelation(letter, below * ((Polynomial)letter).Pow(2), right)
                    : throw new UsageException(
                        $"{letter}^2 = {relations.SquareOf(letter)} is divided by a sum; a certificate needs ({below})*{letter} for its letter"
                    );
            }),
        ];
}

using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;

namespace Memformer.Theory.Derivations;

/// <summary>
/// A method, the network that implements it, and the proofs that it does: everything <c>memformer derive</c> shows.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Values">The parameters that were set, by the caller or by the method's text.</param>
/// <param name="Unrolling">The method's canonical form.</param>
/// <param name="Realization">Exact weights, or why there are none.</param>
/// <param name="Proofs">The proofs that were carried out; none when there are no weights.</param>
public sealed record Derivation(
    LinearMethod Method,
    IReadOnlyDictionary<Symbol, Rational> Values,
    Unrolling Unrolling,
    Realization Realization,
    IReadOnlyList<Proof> Proofs
)
{
    /// <summary>L.</summary>
    public int Layers => Unrolling.Layers;

    /// <summary>The architecture that was asked for.</summary>
    public Architecture Architecture => Realization.Architecture;

    /// <summary>Whether there are weights and every proof holds.</summary>
    public bool Holds => Realization.IsRealizable && Proofs.All(proof => proof.Holds);

    /// <summary>Unrolls a method, constructs the network and proves that the two agree.</summary>
    /// <param name="method">The method.</param>
    /// <param name="layers">L, at least 1.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="values">Values of parameters; parameters without one stay symbols.</param>
    /// <exception cref="UsageException">A name or a value is not possible.</exception>
    public static Derivation Of(
        LinearMethod method,
        int layers,
        Architecture architecture,
        IReadOnlyDictionary<Symbol, Rational>? values = null
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(architecture);
        CheckNames(method);
        return SymbolicWork.Within(() =>
        {
            var all = method.WithGiven(values);
            var unrolling = method.Unroll(layers, all);
            var realization = architecture.Realize(unrolling.Coefficients);
            CheckDecided(method, unrolling, realization);
            return new Derivation(method, all, unrolling, realization, Prove(realization));
        });
    }

    /// <summary>
    /// Coefficients are compared as functions of letters. Where a letter such as s with s² = 3/2 is left, a violated identity must
    /// be violated under its relation too.
    /// </summary>
    private static void CheckDecided(LinearMethod method, Unrolling unrolling, Realization realization)
    {
        var relations = unrolling.Relations;
        if (
            realization.Obstruction?.Identity is { } identity
            && relations.Letters.Count > 0
            && relations.AreEqual(identity.LeftValue, identity.RightValue)
        )
        {
            var letters = string.Join(
                ", ",
                relations.Letters.Select(letter => $"{letter}^2 = {relations.SquareOf(letter)}")
            );
            throw new UsageException(
                $"{method.Name} with {letters}: the coefficients agree by this relation alone, which {realization.Architecture.Name} does not decide; leave a parameter without value, or choose values that make the root rational"
            );
        }
    }

    private static IReadOnlyList<Proof> Prove(Realization realization)
    {
        if (realization.Weights is not { } weights)
        {
            return [];
        }

        var proofs = new[]
        {
            InductiveProof.Of(realization.Coefficients, weights),
            UnrolledProof.Of(realization.Coefficients, weights),
            RationalPromptCheck.Of(realization.Coefficients, weights),
        };
        return [.. proofs.OfType<Proof>()];
    }

    private static void CheckNames(LinearMethod method)
    {
        var reserved = method
            .Parameters.Select(parameter => parameter.Name)
            .FirstOrDefault(name => PromptAlgebra.ReservedNames.Contains(name));
        if (reserved is not null)
        {
            throw new UsageException(
                $"{method.Name}: a parameter cannot be called '{reserved}'; "
                    + $"the proofs use {string.Join(", ", PromptAlgebra.ReservedNames)} for the prompt"
            );
        }
    }
}

using Memformer.Theory.Methods;
using Memformer.Theory.Networks;
using Memformer.Theory.Proofs;
using Memformer.Theory.Typesetting;

namespace Memformer.Theory.Derivations;

/// <summary>What of a derivation is written to a file (<see cref="DerivationJson"/>).</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Definition">The method's text.</param>
/// <param name="Architecture">The architecture's name.</param>
/// <param name="IsRealizable">Whether there are weights.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Steps">How many steps of the method the layers carry out.</param>
/// <param name="HoldsFromAnyStart">Whether the coefficients are the method's for every w_0, and not for w_0 = 0 alone.</param>
/// <param name="Coefficients">The canonical form.</param>
/// <param name="Weights">The weights, if there are any.</param>
/// <param name="Proofs">The outcomes of the proofs.</param>
public sealed record DerivationRecord(
    string Method,
    string Definition,
    string Architecture,
    bool IsRealizable,
    string Reason,
    int Steps,
    bool HoldsFromAnyStart,
    CanonicalForm Coefficients,
    ExactWeights? Weights,
    IReadOnlyList<ProofOutcome> Proofs
)
{
    /// <summary>The record of a derivation.</summary>
    public static DerivationRecord Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        return new(
            derivation.Method.Name,
            derivation.Method.ToString(),
            derivation.Architecture.Name,
            derivation.Realization.IsRealizable,
            TextDocument.Line(derivation.Realization.Reason),
            derivation.Unrolling.Steps,
            derivation.Unrolling.StartCoefficient is null,
            derivation.Unrolling.Coefficients,
            derivation.Realization.Weights,
            [.. derivation.Proofs.Select(ProofOutcome.Of)]
        );
    }

    /// <summary>L.</summary>
    public int Layers => Coefficients.Layers;
}

/// <summary>The outcome of a proof.</summary>
/// <param name="Name">Which proof.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record ProofOutcome(string Name, bool Holds, double Milliseconds)
{
    internal static ProofOutcome Of(Proof proof) =>
        new(proof.Name, proof.Holds, Math.Round(proof.Elapsed.TotalMilliseconds, 3));
}

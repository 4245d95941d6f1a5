using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Networks;

namespace Memformer.Theory.Certificates;

/// <summary>
/// Writes a certificate that no network of an architecture has a method's coefficients, for all gates and matrices: an
/// identity that the architecture forces on coefficients is violated wherever a named polynomial does not vanish.
/// </summary>
public static class ImpossibilityCertificate
{
    /// <summary>The certificate of a derivation that found no weights.</summary>
    /// <param name="derivation">The derivation.</param>
    /// <exception cref="ArgumentException">The derivation found weights.</exception>
    /// <exception cref="UsageException">The method's coefficients are matrices.</exception>
    public static string Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        var identity =
            derivation.Realization.Obstruction?.Identity
            ?? throw new ArgumentException("there are weights", nameof(derivation));
        if (!derivation.Realization.Coefficients.IsScalar)
        {
            throw new UsageException(
                $"{derivation.Method.Name} has matrices for coefficients; a certificate that {derivation.Architecture.Name} cannot realise it needs numbers"
            );
        }
        var denominators = new Denominators();
        Written(derivation, identity, denominators, isFinal: false);
        return Written(derivation, identity, denominators, isFinal: true);
    }

    private static string Written(
        Derivation derivation,
        ViolatedIdentity identity,
        Denominators denominators,
        bool isFinal
    )
    {
        var form = derivation.Realization.Coefficients;
        var names = new CoqNames();
        var scalars = new CoqScalars(names, denominators, isFinal);
        var rows = Enumerable
            .Range(0, form.Layers)
            .Select(l =>
                $"[:: {string.Join("; ", Enumerable.Range(0, l + 1).Select(j => scalars.Of(form.Scalar(l, j))))}]"
            );
        var table = $"Definition coefficient l j : F := nth 0 (nth [::] [:: {string.Join(";\n    ", rows)}] l) j.";
        var obstacle = Obstacle.Of(derivation.Architecture, identity);
        var (numerator, denominator) = CoqScalars.Integral(obstacle.Difference(identity));
        var below = scalars.AsQuotient(denominator);
        var nonzero = scalars.Of(numerator);
        if (!isFinal)
        {
            return "";
        }
        var relations = derivation.Unrolling.Relations.Where(letter => letter.Index is null);
        var weights = obstacle.Weights.Split(' ');
        var opened =
            string.Concat(weights.Select(weight => $"[{weight} ")) + "R" + string.Concat(weights.Select(_ => "]"));
        return new CertificateText(
            derivation,
            names,
            denominators,
            scalars,
            new CoqMatrices(names, scalars),
            relations
        ).Refute(
            [table, $"Hypothesis different : ({nonzero} : F) != 0."],
            $"~ exists {obstacle.Weights}, realises (d := d) {form.Layers} coefficient ({obstacle.Form} {obstacle.Weights})",
            [
                $"Lemma difference : ({obstacle.Left} - {obstacle.Right}) * {below.Within(CoqTerm.Power)} = {nonzero}.\n"
                    + "Proof. rewrite /coefficient /=; equal_numbers. Qed.",
                .. obstacle.Lemmas,
            ],
            $"move=> {opened}.\ncase/eqP: different; rewrite -difference ({obstacle.Theorem}) ?subrr ?subr0 mul0r //."
        );
    }

    /// <summary>The theorem of <c>Impossibility.v</c> that a method contradicts, and the two sides it says are equal.</summary>
    private sealed record Obstacle(string Weights, string Form, string Theorem, string Left, string Right)
    {
        private bool IsSwapped { get; init; }

        internal IReadOnlyList<string> Lemmas { get; private init; } = [];

        internal static Obstacle Of(Architecture architecture, ViolatedIdentity identity)
        {
            var (l, j) = (identity.Left[0].Layer, identity.Left[0].Register);
            return architecture switch
            {
                LinearArchitecture => new(
                    "A",
                    "linear_form",
                    $"@linear_zero _ _ _ _ dimension A {l} {j} R isT isT",
                    C(l, j),
                    "0"
                ),
                DynamicArchitecture => Minor(identity),
                SharedLfomArchitecture when identity.Right.Count > 0 => new(
                    "a A",
                    "lfom_shared_form",
                    $"@lfom_shared_constant _ _ _ _ dimension a A {l} {j + 1} {j} R isT isT isT isT",
                    C(l, j),
                    C(j + 1, j)
                ),
                SharedLfomArchitecture => new(
                    "a A",
                    "lfom_shared_form",
                    $"@lfom_shared_zero _ _ _ _ dimension a A {l} {j} R vanishing isT isT",
                    C(l, j),
                    "0"
                )
                {
                    Lemmas = [$"Lemma vanishing : {C(j, j)} = 0. Proof. rewrite /coefficient /=; equal_numbers. Qed."],
                },
                _ => throw new UsageException($"{architecture.Name} has no certificate of impossibility"),
            };
        }

        /// <summary>The difference of the two sides, in the order of the theorem.</summary>
        internal RationalFunction Difference(ViolatedIdentity identity) =>
            IsSwapped ? -identity.Difference : identity.Difference;

        private static Obstacle Minor(ViolatedIdentity identity)
        {
            // The identity reads c_{l,r} c_{l',p} = c_{l,p} c_{l',r}.
            var (l, below) = (identity.Left[0].Layer, identity.Left[1].Layer);
            var (r, p) = (identity.Left[0].Register, identity.Left[1].Register);
            var (j, k) = (Math.Min(r, p), Math.Max(r, p));
            return new(
                "alpha gamma A",
                "dynamic_form",
                $"@dynamic_minor _ _ _ _ dimension alpha gamma A {l} {below} {j} {k} R isT isT isT isT",
                $"{C(l, j)} * {C(below, k)}",
                $"{C(l, k)} * {C(below, j)}"
            )
            {
                IsSwapped = r > p,
            };
        }

        private static string C(int l, int j) => $"coefficient {l} {j}";
    }
}

using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Methods;
using Memformer.Theory.Networks;

namespace Memformer.Theory.Certificates;

/// <summary>
/// Writes a certificate that no network of an architecture has a method's coefficients, for all gates and matrices: an
/// identity that the architecture forces on coefficients is violated wherever a named expression does not vanish.
/// </summary>
public static class ImpossibilityCertificate
{
    /// <summary>The certificate of a derivation that found no weights.</summary>
    /// <param name="derivation">The derivation.</param>
    /// <exception cref="ArgumentException">The derivation found weights.</exception>
    /// <exception cref="UsageException">There is no theorem for the architecture.</exception>
    public static string Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        var identity =
            derivation.Realization.Obstruction?.Identity
            ?? throw new ArgumentException("there are weights", nameof(derivation));
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
        var matrices = new CoqMatrices(names, scalars);
        var obstacle = Obstacle.Of(derivation.Architecture, identity);
        var refutation = form.IsScalar ? OfNumbers(form, obstacle, scalars) : OfMatrices(form, obstacle, matrices);
        return isFinal
            ? new CertificateText(
                derivation,
                names,
                denominators,
                scalars,
                matrices,
                derivation.Unrolling.Relations.Where(letter => letter.Index is null)
            ).Refute(refutation)
            : "";
    }

    /// <summary>Numbers: the difference of the two sides, over a product of denominators, is a polynomial that is named.</summary>
    private static Refutation OfNumbers(CanonicalForm form, Obstacle obstacle, CoqScalars scalars)
    {
        RationalFunction Product(IReadOnlyList<ObstacleEntry> entries) =>
            entries.Count == 0
                ? RationalFunction.Zero
                : entries.Select(entry => form.Scalar(entry.Layer, entry.Register)).Aggregate((a, b) => a * b);
        var table = Table(form, (l, j) => scalars.Of(form.Scalar(l, j)), "F");
        var (numerator, denominator) = CoqScalars.Integral(Product(obstacle.Left) - Product(obstacle.Right));
        var below = scalars.AsQuotient(denominator);
        var nonzero = scalars.Of(numerator);
        var lemma =
            $"Lemma difference : ({Side(obstacle.Left, isEntry: false)} - {Side(obstacle.Right, isEntry: false)}) * {below.Within(CoqTerm.Power)} = {nonzero}.\n"
            + "Proof. rewrite /coefficient /=; equal_numbers. Qed.";
        var vanishing = obstacle.Vanishing is var (l, j)
            ? $"Lemma vanishing : (coefficient {l} {j})%:M = 0 :> 'M[F]_d.\n"
                + "Proof. rewrite (_ : coefficient _ _ = 0) ?scale_scalar_mx ?raddf0 //; rewrite /coefficient /=; equal_numbers. Qed."
            : null;
        return new(
            table,
            $"{nonzero} : F",
            numerator,
            Claim(obstacle, "(fun l j => (coefficient l j)%:M : 'M[F]_d)"),
            vanishing is null ? [lemma] : [lemma, vanishing],
            $"""
            move=> {Opened(obstacle)}; pose i := Ordinal dimension.
            have E := {Instance(obstacle, "i i i i")}.
            {(
                obstacle.IsOfEntries ? "" : "have {}E := congr1 (fun M : 'M_d => M i i) E.\n"
            )}rewrite !mxE ?eqxx ?mulr1n in E.
            by case/eqP: different; rewrite -difference E ?subrr ?subr0 mul0r.
            """
        );
    }

    /// <summary>Matrices: some entries of the two sides differ, which the certificate assumes of its matrix letters.</summary>
    private static Refutation OfMatrices(CanonicalForm form, Obstacle obstacle, CoqMatrices matrices)
    {
        var table = Table(form, (l, j) => matrices.Of(form[l, j]), "'M[F]_d");
        var vanishing = obstacle.Vanishing is var (l, j)
            ? $"Lemma vanishing : coefficient {l} {j} = 0. Proof. by []. Qed."
            : null;
        return new(
            $"{table}\nVariables x y z t : 'I_d.",
            $"{Side(obstacle.Left, isEntry: true)} - {Side(obstacle.Right, isEntry: true)} : F",
            null,
            Claim(obstacle, "coefficient"),
            vanishing is null ? [] : [vanishing],
            $"""
            move=> {Opened(obstacle)}; case/eqP: different.
            by rewrite ({Instance(obstacle, "x y z t")}) ?mxE ?subrr.
            """
        );
    }

    private static string Table(CanonicalForm form, Func<int, int, CoqTerm> entry, string type)
    {
        var rows = Enumerable
            .Range(0, form.Layers)
            .Select(l => $"[:: {string.Join("; ", Enumerable.Range(0, l + 1).Select(j => entry(l, j)))}]");
        return $"Definition layers := {form.Layers}%N.\nDefinition coefficient l j : {type} := nth 0 (nth [::] [:: {string.Join(";\n    ", rows)}] l) j.";
    }

    private static string Claim(Obstacle obstacle, string coefficients) =>
        $"~ exists {obstacle.Weights}, realises layers {coefficients} ({obstacle.Form})";

    private static string Side(IReadOnlyList<ObstacleEntry> entries, bool isEntry) =>
        entries.Count == 0
            ? "0"
            : string.Join(
                " * ",
                entries.Select(entry =>
                    !isEntry ? $"{entry with { Entry = "" }}"
                    : entry.Entry.Length == 0 ? $"{entry} x y"
                    : $"{entry}"
                )
            );

    private static string Instance(Obstacle obstacle, string entries) =>
        obstacle.Theorem.Replace(" x y z t ", $" {entries} ", StringComparison.Ordinal);

    private static string Opened(Obstacle obstacle)
    {
        var weights = obstacle.Weights.Split(' ');
        return string.Concat(weights.Select(weight => $"[{weight} ")) + "R" + string.Concat(weights.Select(_ => "]"));
    }
}

/// <summary>What a certificate of impossibility says, and its proof.</summary>
/// <param name="Coefficients">The definition of the method's coefficients.</param>
/// <param name="Different">The expression that must not vanish, with its type.</param>
/// <param name="Polynomial">The same as a polynomial in the letters; null where it has entries of matrices.</param>
/// <param name="Claim">The claim as a term.</param>
/// <param name="Lemmas">What the proof needs.</param>
/// <param name="Proof">Tactics.</param>
internal sealed record Refutation(
    string Coefficients,
    string Different,
    Polynomial? Polynomial,
    string Claim,
    IReadOnlyList<string> Lemmas,
    string Proof
);

using Memformer.Theory.Derivations;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>
/// Writes a certificate: a file in which the Coq proof assistant checks, from its axioms up, that a network with given
/// weights answers what a method answers, over every field, for every dimension d and context length n.
/// </summary>
public static class MethodCertificate
{
    /// <summary>The certificate of a derivation that found weights.</summary>
    /// <param name="derivation">The derivation.</param>
    /// <exception cref="ArgumentException">The derivation found no weights.</exception>
    /// <exception cref="UsageException">The method is defined by code.</exception>
    public static string Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        if (derivation.Realization.Weights is null)
        {
            throw new ArgumentException("there are no weights to certify", nameof(derivation));
        }

        var denominators = new Denominators();
        // What is divided by is known once everything has been written; the second time it has its names.
        Written(derivation, denominators, isFinal: false);
        return Written(derivation, denominators, isFinal: true);
    }

    private static string Written(Derivation derivation, Denominators denominators, bool isFinal)
    {
        var weights = derivation.Realization.Weights!;
        var relations = derivation.Unrolling.Relations.Where(letter => letter.Index is null);
        var names = new CoqNames();
        var scalars = new CoqScalars(names, denominators, isFinal);
        var matrices = new CoqMatrices(names, scalars);
        var points = new NetworkPoints(derivation.Realization.Coefficients, relations, scalars, matrices);
        var arithmetic = new QuotedArithmetic(scalars, points);
        var steps = new MethodSteps(Analysis(derivation.Method), derivation.Values, names, arithmetic);
        var answer = steps.Answer(derivation.Unrolling.Steps);
        var network = NetworkStatement.Of(weights, points, scalars, matrices);
        var numbered = points.Written(points[derivation.Layers]);
        return !isFinal
            ? ""
            : new CertificateText(derivation, names, denominators, scalars, matrices, relations).Write(
                [.. arithmetic.Definitions, $"Definition result : 'cV[F]_d := {answer.Term}."],
                network,
                [.. Points(points)],
                [
                    .. arithmetic.Lemmas,
                    $"Lemma at_result : result = {numbered}.\nProof. rewrite /result{QuotedArithmetic.Uses(answer.Lemmas)}; equal_vectors. Qed.",
                ]
            );
    }

    private static IEnumerable<string> Points(NetworkPoints points)
    {
        for (var l = 0; l <= points.Layers; l++)
        {
            yield return $"Definition point_{l} : 'cV[F]_d := {points.Written(points[l])}.";
            if (l < points.Layers)
            {
                yield return points.First(l) == l
                    ? $"Definition gradient_{l} := grad point_{l}."
                    : $"Lemma same_{l} : grad point_{l} = gradient_{points.First(l)}. Proof. by []. Qed.";
            }
        }

        var all = string.Join("; ", Enumerable.Range(0, points.Layers + 1).Select(l => $"point_{l}"));
        yield return $"Definition point (l : nat) : 'cV[F]_d := nth 0 [:: {all}] l.";
    }

    internal static MethodAnalysis Analysis(LinearMethod method)
    {
        var text = method.ToString();
        return method.Text is not null || text.Contains('=', StringComparison.Ordinal)
            ? MethodAnalysis.Of(text, method.Name)
            : throw new UsageException($"{method.Name} is defined by code; a certificate needs its equations");
    }
}

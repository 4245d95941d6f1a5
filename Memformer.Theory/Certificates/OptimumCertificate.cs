using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Theory.Certificates;

/// <summary>
/// Writes a certificate that no L layers have a smaller mean loss than the optimum, and that one network has it, given the
/// moments of the Wishart law: the loss less its minimum is completed to squares, v ↦ Σ_i D_i (v_i − b_i + Σ_{j&gt;i} U_ij (v_j − b_j))²
/// with rational pivots D_i &gt; 0.
/// </summary>
public static class OptimumCertificate
{
    /// <summary>The largest L that a certificate is written for.</summary>
    public const int MostLayers = 6;

    /// <summary>The certificate's text.</summary>
    /// <param name="optimum">The optimum.</param>
    /// <exception cref="UsageException">There are too many layers.</exception>
    public static string Of(OptimalMethod optimum)
    {
        ArgumentNullException.ThrowIfNull(optimum);
        Demand.Within("the number of layers of a certificate", optimum.Layers, 1, MostLayers);
        var denominators = new Denominators();
        // What is divided by is known once everything has been written.
        new Writer(optimum, new CoqScalars(new CoqNames(), denominators, isFinal: false), denominators).Write();
        return new Writer(optimum, new CoqScalars(new CoqNames(), denominators, isFinal: true), denominators).Write();
    }

    private sealed class Writer(OptimalMethod optimum, CoqScalars scalars, Denominators denominators)
    {
        private readonly int _layers = optimum.Layers;
        private readonly Rational _variance = optimum.Noise * optimum.Noise;

        private IEnumerable<int> Coefficients => Enumerable.Range(0, _layers);

        internal string Write()
        {
            var (pivots, factor) = Completed();
            var moments = Enumerable.Range(0, 2 * _layers + 1).Select(k => Number(Moment(k)));
            var squares = Coefficients.Select(i =>
                $"{Number(pivots[i]).Within(CoqTerm.Times)} * ({string.Join(
                    " + ",
                    Enumerable.Range(i, _layers - i).Select(j => Shifted(factor[i, j], j))
                )}) ^+ 2"
            );
            // Every term is written before the denominators are read.
            var statement = $"""
                (** ** The moments E tr W^k, and the variance of the noise *)
                Definition moment k : F := nth 0 {List(moments)} k.
                Definition sigma2 : F := {Number(_variance)}.
                Definition loss v := mean_loss moment sigma2 {_layers} v.

                (** ** The optimum *)
                Definition minimum : F := {Number(optimum.Loss)}.
                Definition best k : F := nth 0 {List(Coefficients.Select(k => Number(Best(k))))} k.
                """;
            var lemmas = $"""
                Lemma loss_is : loss v = {Expanded(Letter)}.
                Proof. by []. Qed.
                Lemma completed : loss v - minimum = {string.Join("\n  + ", squares)}.
                Proof. rewrite loss_is /minimum; equal_numbers. Qed.
                Lemma best_is : loss best = {Expanded(k => Number(Best(k)))}.
                Proof. by []. Qed.
                Lemma attained : loss best = minimum.
                Proof. rewrite best_is /minimum; equal_numbers. Qed.
                """;
            return $"""
                (** * The least mean loss of {_layers} layers: d = {optimum.Dimension}, n = {optimum.Context}, sigma = {optimum.Noise}

                    Over every ordered field, no coefficients v have a smaller mean loss than [minimum], and [best] has it:
                    the loss of Optimum.v, with the moments E tr W^k of the Wishart law that are written here.  That these are
                    the moments is the one thing that this file takes for granted. *)
                Set Warnings "-notation-overridden,-ambiguous-paths".
                From Coq Require Import ZArith Ring_polynom.
                From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop order ssralg ssrnum matrix.
                Require Import Memformer Identities Optimum.
                Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
                Import Order.TTheory GRing.Theory Num.Theory.
                Local Open Scope ring_scope.

                Section Loss.
                Variable F : fieldType.

                {statement}

                (** ** Proof *)
                Variable v : nat -> F.
                {Divisors()}
                Ltac equal_numbers := compare_numbers data data_valid constr:({Names()}).
                {lemmas}
                End Loss.

                Theorem certificate (F : realFieldType) : (forall v, minimum F <= loss v) /\ loss (best F) = minimum F.
                Proof.
                split=> [v|]; last by rewrite (attained (fun=> 0)) //; exact: number_neq0.
                rewrite -subr_ge0 completed; try exact: number_neq0.
                repeat apply: addr_ge0; apply: mulr_ge0 (sqr_ge0 _); apply: ltW; positive.
                Qed.
                Check certificate.
                Print Assumptions certificate.

                """;
        }

        /// <summary>What is divided by: integers, which vanish in no ordered field.</summary>
        private string Divisors()
        {
            var polynomials = denominators.Factors.Select(factor => CoqScalars.Quoted(factor, []));
            var hypotheses = scalars.Factors.Select((term, i) => $"Hypothesis nonzero_{i + 1} : ({term} : F) != 0.\n");
            var proofs = scalars.Factors.Select((_, i) => $"(conj nonzero_{i + 1} ");
            return $"""
                {string.Concat(hypotheses)}Definition data := @Setting F 1 [:: {string.Join(
                    "; ",
                    Coefficients.Select(Letter)
                )}]
                  {List(polynomials)} [::] [::] (fun i => (i < 0)%N) [::].
                Lemma data_valid : valid data.
                Proof.
                split; [exact I | apply: each_nonzero | exact (@diagonal_commute F 1 [::] [::])].
                exact {string.Concat(proofs)}I{new string(')', scalars.Factors.Count)}.
                Qed.
                """;
        }

        private string Names() =>
            denominators.Factors.Count == 0
                ? "@nil F"
                : List(denominators.Factors.Select(factor => $"number F {factor.LeadingCoefficient.Numerator}"));

        private static string List<T>(IEnumerable<T> items) =>
            $"[:: {string.Join("; ", items)}]".Replace(":: ]", "::]", StringComparison.Ordinal);

        private CoqTerm Number(Rational value) => scalars.Of((RationalFunction)value);

        private static CoqTerm Letter(int k) => CoqTerm.Atom($"v {k}%N");

        private Rational Moment(int power) => WishartMoments.TraceOfPower(optimum.Dimension, optimum.Context, power);

        /// <summary>v_k of the optimum: p = 1 − Σ v_k W^{k+1}, and W = nH.</summary>
        private Rational Best(int k) =>
            -optimum.Polynomial.Coefficients[k + 1] / System.Numerics.BigInteger.Pow(optimum.Context, k + 1);

        private string Shifted(Rational factor, int k)
        {
            var best = Number(Best(k));
            return $"{(factor.IsOne ? "" : $"{Number(factor).Within(CoqTerm.Times)} * ")}({Letter(k)} - {best.Within(CoqTerm.Times)})";
        }

        /// <summary>The sums of <c>mean_loss</c> as they unfold by computation.</summary>
        private string Expanded(Func<int, CoqTerm> value)
        {
            CoqTerm Residual(int k) => k == 0 ? CoqTerm.Integer(1) : -value(k - 1);
            string Sum(int count, Func<int, string> term) =>
                $"(0{string.Concat(Enumerable.Range(0, count).Select(i => $" + {term(i)}"))})";
            string Double(int count, Func<int, CoqTerm> factor, int shift) =>
                Sum(
                    count,
                    i =>
                        Sum(
                            count,
                            j => $"{(factor(i) * factor(j) * Number(Moment(i + j + shift))).Within(CoqTerm.Times)}"
                        )
                );
            return $"{Double(_layers + 1, Residual, 0)}\n  + {Number(_variance).Within(CoqTerm.Times)} * {Double(_layers, value, 1)} + {Number(_variance).Within(CoqTerm.Times)}";
        }

        /// <summary>Q = UᵀDU for the matrix of the quadratic part, with ones on U's diagonal.</summary>
        private (Rational[] Pivots, Rational[,] Factor) Completed()
        {
            var rest = new Rational[_layers, _layers];
            foreach (var (i, j) in Coefficients.SelectMany(i => Coefficients.Select(j => (i, j))))
            {
                rest[i, j] = Moment(i + j + 2) + _variance * Moment(i + j + 1);
            }

            var pivots = new Rational[_layers];
            var factor = new Rational[_layers, _layers];
            for (var k = 0; k < _layers; k++)
            {
                pivots[k] = rest[k, k];
                for (var j = k; j < _layers; j++)
                {
                    factor[k, j] = rest[k, j] / pivots[k];
                }

                for (var i = k + 1; i < _layers; i++)
                {
                    for (var j = k + 1; j < _layers; j++)
                    {
                        rest[i, j] -= factor[k, i] * pivots[k] * factor[k, j];
                    }
                }
            }

            return (pivots, factor);
        }
    }
}

using System.Text;
using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;

namespace Memformer.Theory.Certificates;

/// <summary>Puts a certificate together: first what it states, then the proof.</summary>
internal sealed class CertificateText(
    Derivation derivation,
    CoqNames names,
    Denominators denominators,
    CoqScalars scalars,
    CoqMatrices matrices,
    AlgebraicRelations relations
)
{
    private readonly StringBuilder _text = new();
    private readonly IReadOnlyList<CertificateRelation> _relations = CertificateRelation.Of(relations);

    internal string Write(
        IReadOnlyList<string> method,
        NetworkStatement network,
        IReadOnlyList<string> points,
        IReadOnlyList<string> lemmas
    )
    {
        var letters = Letters();
        Open();
        Parameters(letters);
        Line("\n(** ** The method, from w_0 = 0 *)");
        method.ToList().ForEach(Line);
        Line($"\n(** ** The network's weights *)");
        network.Definitions.ToList().ForEach(Line);
        Line($"\n(** ** What is certified *)");
        Line($"Definition claim := answer ({network.Network} {derivation.Layers}%N) = result^T *m xq.");
        Line("\n(** ** Proof *)");
        points.ToList().ForEach(Line);
        Data(letters);
        Line("\n(** What the method computes, in the gradients. *)");
        lemmas.ToList().ForEach(Line);
        Line("\n(** What each layer does. *)");
        network.Lemmas.ToList().ForEach(Line);
        Line(
            $"""

            Theorem certificate : claim.
            Proof.
            rewrite /claim at_result -/point_{derivation.Layers} -[point_{derivation.Layers}]/(point {derivation.Layers}).
            {network.Conclusion}
            Qed.
            End Certificate.
            """
        );
        Close(letters, []);
        return _text.ToString();
    }

    /// <summary>Writes a certificate that no network of the architecture has the method's coefficients.</summary>
    internal string Refute(Refutation refutation)
    {
        var letters = Letters();
        Open();
        Line("Hypothesis dimension : (0 < d)%N.");
        Parameters(letters);
        Line("\n(** ** The method's coefficients: row l has c_{l,0}, ..., c_{l,l} *)");
        Line(refutation.Coefficients);
        Line($"Hypothesis different : ({refutation.Different}) != 0.");
        Line("\n(** ** What is certified *)");
        Line($"Definition claim := {refutation.Claim}.");
        Line("\n(** ** Proof *)");
        Data(letters);
        refutation.Lemmas.ToList().ForEach(Line);
        Line(
            $"""

            Theorem certificate : claim.
            Proof.
            {refutation.Proof}
            Qed.
            End Certificate.
            """
        );
        Close(letters, refutation.Polynomial is { } different ? [different] : []);
        return _text.ToString();
    }

    /// <summary>Shows that the hypotheses hold somewhere, and asks Coq what the theorem rests on.</summary>
    private void Close(IReadOnlyList<Symbol> letters, IReadOnlyList<Polynomial> different)
    {
        IReadOnlyList<Polynomial> nonzero = [.. denominators.Factors, .. different];
        if (_relations.Count + nonzero.Count > 0)
        {
            var model =
                HypothesisModel.Find(letters, _relations, nonzero)
                ?? throw new UsageException(
                    $"{derivation.Method.Name}: no field was found in which its relations hold and no denominator vanishes; a certificate would speak of nothing"
                );
            var values = letters.Select(letter =>
                $"  let {names.Of(letter)} : F := {CoqTerm.Integer(model.Values[letter])} in"
            );
            IReadOnlyList<string> hypotheses =
            [
                .. _relations.Select(relation => $"{scalars.Of(relation.Left)} == {scalars.Of(relation.Right)} :> F"),
                .. nonzero.Select(polynomial => $"({scalars.Of(polynomial)} : F) != 0"),
            ];
            Line(
                $"""

                (** The hypotheses do not contradict each other: they hold in the field of {model.Prime} elements. *)
                Example hypotheses_hold :
                  let F := [fieldType of 'F_{model.Prime}] in
                {string.Join('\n', values)}
                  all id [:: {string.Join(";\n    ", hypotheses)}].
                Proof. by vm_compute. Qed.
                """
            );
        }

        Line("Check certificate.\nPrint Assumptions certificate.");
    }

    private void Open()
    {
        Line(Heading());
        Line(
            """
            Set Warnings "-notation-overridden,-ambiguous-paths".
            From Coq Require Import ZArith Ring_polynom.
            From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix zmodp.
            Require Import Memformer Identities Impossibility.
            Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
            Import GRing.Theory.
            Local Open Scope ring_scope.

            Section Certificate.
            Variables (F : fieldType) (d n : nat).
            Variables (X : 'M[F]_(d, n)) (xq wstar : 'cV[F]_d).
            Local Notation grad := (grad X wstar).
            """
        );
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private string Heading()
    {
        var layers = derivation.Layers == 1 ? "one layer" : $"{derivation.Layers} layers";
        var method = derivation.Method.ToString().TrimEnd().Replace("\n", "\n       ", StringComparison.Ordinal);
        return $"""
            (** * {Comment(derivation.Method.Name)} in {layers}: {derivation.Architecture.Name}

                {Statement}

                The method as it was given:

                   {Comment(method)} *)
            """;
    }

    private string Statement =>
        derivation.Realization.IsRealizable
            ? "Over every field F, for every dimension d, context length n and prompt, the network below answers what the\n    method answers.  Memformer.v says what the network is; Identities.v is needed for the proof alone."
            : "Over every field F, for every dimension d > 0 and all weights, no network of this kind has the method's\n    coefficients.  Impossibility.v says which coefficients the networks have.";

    /// <summary>Text that can stand in a comment of Coq.</summary>
    internal static string Comment(string text) =>
        text.Replace("(*", "( *", StringComparison.Ordinal)
            .Replace("*)", "* )", StringComparison.Ordinal)
            .Replace("\"", "'", StringComparison.Ordinal);

    private List<Symbol> Letters()
    {
        foreach (var symbol in denominators.Factors.SelectMany(factor => factor.Variables))
        {
            names.Letter(symbol);
        }

        foreach (var relation in _relations)
        {
            _ = (scalars.Of(relation.Left), scalars.Of(relation.Right));
        }

        return [.. names.Letters];
    }

    private void Parameters(IReadOnlyList<Symbol> letters)
    {
        if (letters.Count > 0)
        {
            Line($"\n(** ** The letters *)\nVariables {string.Join(' ', letters.Select(names.Of))} : F.");
        }

        if (matrices.Diagonal.Count > 0)
        {
            Line($"Variables {string.Join(' ', matrices.Diagonal.Select(name => $"{name}_diagonal"))} : 'rV[F]_d.");
            foreach (var name in matrices.Diagonal)
            {
                Line($"Definition {name} := diag_mx {name}_diagonal.");
            }
        }

        if (matrices.Others.Count > 0)
        {
            Line($"Variables {string.Join(' ', matrices.Others)} : 'M[F]_d.");
        }

        foreach (var relation in _relations)
        {
            Line(
                $"Hypothesis relation_{names.Of(relation.Letter)} : {scalars.Of(relation.Left)} = {scalars.Of(relation.Right)}."
            );
        }

        if (denominators.Factors.Count > 0)
        {
            Line("\n(** What is divided by. *)");
        }

        foreach (var (i, factor) in denominators.Factors.Index())
        {
            if (factor.TermCount > 1)
            {
                Line($"Definition {scalars.Factors[i]} : F := {scalars.Of(factor)}.");
            }

            Line($"Hypothesis nonzero_{i + 1} : ({scalars.Factors[i]} : F) != 0.");
        }
    }

    private void Data(IReadOnlyList<Symbol> letters)
    {
        var polynomials = denominators.Factors.Select(factor => CoqScalars.Quoted(factor, letters));
        var rules = _relations.Select(relation =>
            $"({CoqScalars.Quoted(relation.Left, letters)}, {CoqScalars.Quoted(relation.Right, letters)})"
        );
        var gradients = Enumerable
            .Range(0, derivation.Layers)
            .Where(l => _text.ToString().Contains($"Definition gradient_{l} ", StringComparison.Ordinal))
            .Select(l => $"gradient_{l}");
        Line(
            $"""
            Definition data := @Setting F d {List(letters.Select(names.Of))}
              {List(polynomials)}
              {List(rules)}
              {List(matrices.Terms)} (fun i => (i < {matrices.Diagonal.Count})%N)
              {List(gradients)}.
            Lemma data_valid : valid data.
            Proof.
            split; [exact {Conjunction(
                _relations.Select(relation => $"relation_{names.Of(relation.Letter)}"),
                "I"
            )} | apply: each_nonzero | move=> i j].
            - exact {Nested(denominators.Factors.Index().Select(factor => $"nonzero_{factor.Index + 1}"))}.
            - exact (@diagonal_commute F d {List(matrices.Diagonal.Select(name => $"{name}_diagonal"))} {List(
                matrices.Terms.Skip(matrices.Diagonal.Count)
            )} i j).
            Qed.
            Ltac equal_vectors := compare_vectors data data_valid constr:({Names()}).
            Ltac equal_numbers := compare_numbers data data_valid constr:({Names()}).
            """
        );
    }

    private string Names() =>
        denominators.Factors.Count == 0
            ? "@nil F"
            : List(
                denominators
                    .Factors.Index()
                    .Select(factor =>
                        factor.Item.TryGetConstant(out var value)
                            ? $"number F {value.Numerator}"
                            : scalars.Factors[factor.Index].Text
                    )
            );

    private static string List(IEnumerable<string> items) =>
        $"[:: {string.Join("; ", items)}]".Replace(":: ]", "::]", StringComparison.Ordinal);

    /// <summary>A proof of a ∧ (b ∧ c), as relations are stored.</summary>
    private static string Conjunction(IEnumerable<string> proofs, string none) =>
        proofs.Reverse().Aggregate((string?)null, (rest, proof) => rest is null ? proof : $"(conj {proof} {rest})")
        ?? none;

    /// <summary>A proof of a ∧ (b ∧ True).</summary>
    private static string Nested(IEnumerable<string> proofs) =>
        proofs.Reverse().Aggregate("I", (rest, proof) => $"(conj {proof} {rest})");
}

using System.Text;
using Memformer.Theory.Algebra;
using Memformer.Theory.Derivations;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>
/// Writes a certificate for every depth at once: the method is a recurrence, the gates are its own coefficients, and Coq proves by
/// induction that the network answers what the method answers.
/// </summary>
public sealed class AllDepthsCertificate
{
    private readonly MethodAnalysis _method;
    private readonly ParameterValues _parameters;
    private readonly CoqNames _names = new(isForAllDepths: true);
    private readonly MethodRecurrence _recurrence;
    private readonly RecurrenceTerms _terms;
    private readonly RecurrenceSteps _steps;
    private readonly StringBuilder _text = new();

    private AllDepthsCertificate(Derivation derivation)
    {
        _method = MethodCertificate.Analysis(derivation.Method);
        if (_method.Parameters.FirstOrDefault(parameter => parameter.IsMatrix) is { } matrix)
        {
            throw RecurrenceTerms.Refused($"{matrix.Name} is a matrix");
        }
        if (
            derivation.Values.Keys.FirstOrDefault(symbol => symbol.Index is not null) is
            { Name: { Length: > 0 } } symbol
        )
        {
            throw RecurrenceTerms.Refused($"{symbol} has a value of its own");
        }
        _parameters = new ParameterValues(_method, derivation.Values);
        _terms = new RecurrenceTerms(_method, _parameters, _names);
        _recurrence = new MethodRecurrence(_method, _terms);
        _steps = new RecurrenceSteps(_method, _recurrence, _terms, _names);
    }

    private int PerStep => _recurrence.GradientCount;

    /// <summary>The certificate of a derivation's method.</summary>
    /// <param name="derivation">A derivation of any depth, for the architecture <c>lfom</c>.</param>
    /// <exception cref="UsageException">The architecture is another, or the method is no recurrence with numbers as coefficients.</exception>
    public static string Of(Derivation derivation)
    {
        ArgumentNullException.ThrowIfNull(derivation);
        return derivation.Architecture.Name == "lfom"
            ? new AllDepthsCertificate(derivation).Write(derivation)
            : throw new UsageException(
                $"{derivation.Architecture.Name}: a certificate for all depths is for lfom, whose gates are the method's coefficients"
            );
    }

    private string Write(Derivation derivation)
    {
        // Names of the method come first, those of the letters must not change them.
        var definitions = new RecurrenceNumbers(_method, _parameters, _terms, _names).Lines;
        Line(Heading(derivation));
        definitions.ToList().ForEach(Line);
        Method();
        Claim();
        Proof();
        return _text.ToString();
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private static string Heading(Derivation derivation) =>
        $"""
            (** * {CertificateText.Comment(derivation.Method.Name)} in any number of layers: lfom

                Over every field F, for every depth, dimension d, context length n and prompt, and all values of the letters, the
                network below answers what the method answers.  Memformer.v says what the network is.

                The gates are the method's own coefficients: it is run on letters X^0, X^1, ... in the place of gradients, and
                gate l j is the coefficient of X^j in what layer l adds.  Nothing is assumed, so nothing can be contradictory:
                relations between letters are not needed, and where a denominator is 0 a quotient is 0, for method and network alike.

                The method as it was given:

                   {CertificateText.Comment(
                       derivation.Method.ToString().TrimEnd().Replace("\n", "\n       ", StringComparison.Ordinal)
                   )} *)
            Set Warnings "-notation-overridden,-ambiguous-paths".
            From Coq Require Import ZArith.
            Require Import Memformer Depths.
            From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq div fintype bigop ssralg matrix poly.
            Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
            Import GRing.Theory.
            Local Open Scope ring_scope.

            Section Certificate.
            Variable F : fieldType.
            """;

    private void Method()
    {
        var type = string.Join(" * ", _recurrence.Carried.Select(_ => "V"));
        Line(
            $"""

            (** ** The method

                gradient l v is gradient l, taken at v; the state after k steps holds {string.Join(
                ", ",
                _recurrence.Carried.Select(_steps.Name)
            )}. *)
            Section Method.
            Variables (V : lmodType F) (gradient : nat -> V -> V).
            Fixpoint state (step : nat) : {type} :=
              if step is k.+1 then
                {_steps.Opened()} := state k in
            {Lets(null)}
                {_steps.Next}
              else {_steps.Start}.
            """
        );
        foreach (var (i, gradient) in _recurrence.Gradients.Index())
        {
            Line(
                $"Definition point_{i} k : V :=\n  {_steps.Opened()} := state k in\n{Lets(gradient)}  {_steps.Point(gradient)}."
            );
        }
        Line(
            PerStep == 1
                ? "Definition point := point_0."
                : $"Definition point l : V := nth (fun=> 0) [:: {string.Join("; ", Enumerable.Range(0, PerStep).Select(i => $"point_{i}"))}] (l %% {PerStep}) (l %/ {PerStep})."
        );
        foreach (var sequence in Summed)
        {
            Line(
                $"Definition {_steps.At(sequence)} k : V := {_steps.Opened()} := state k in {_names.Of(sequence, null)}."
            );
        }
        Line($"Definition result k : V := {_steps.Opened()} := state k in {_steps.Answer}.\nEnd Method.");
    }

    private string Lets(Element? before)
    {
        var lets = string.Join("\n", _steps.Lets(before).Select(line => $"    {line}"));
        return before is null || lets.Length == 0 ? lets : lets + "\n";
    }

    private IReadOnlyList<string> Summed =>
        [
            .. _method
                .Output.Value.Parts()
                .OfType<SumExpression>()
                .Where(sum => _terms.IsVector(sum.Term))
                .SelectMany(_recurrence.SummedSequences)
                .Distinct(),
        ];

    private void Claim()
    {
        Line(
            $"""

            (** ** The network's gates *)
            Definition gate depth := gates (point (@formal F)) (result (@formal F) depth) {Layers}.

            Section Claim.
            Variables (d n : nat) (X : 'M[F]_(d, n)) (xq wstar : 'cV[F]_d).
            Local Notation grad := (grad X wstar).

            (** ** What is certified *)
            Definition claim := forall depth,
              answer (lfom X xq wstar (fun=> 1%:M) (gate depth) {Layers}) = (result (fun=> grad) depth)^T *m xq.
            """
        );
    }

    private void Proof()
    {
        var carried = _recurrence.Carried;
        var equations = carried
            .Select(element => $"{_steps.Name(element)} = combination bound {_steps.Name(element)}'")
            .ToList();
        Line(
            $$"""

            (** ** Proof *)
            Local Notation combination := (combination X wstar (point (fun=> grad))).
            {{At}}
            Lemma states bound k : ({{Count("k")}} <= bound)%N ->
              {{_steps.Opened()}} := state (fun=> grad) k in {{_steps.Opened("'")}} := state (@formal F) k in
              {{string.Join(" /\\ ", equations)}}.
            Proof.
            elim: k => [|k IH] within; first by rewrite /=; {{Each(carried.Count, "combine")}}.
            {{string.Concat(_recurrence.Gradients.Select((_, i) => Letter(i, "within")))}}move: (IH (leq_trans {{(PerStep == 1 ? "(leqnSn k)" : "(leq_mul (leqnSn k) (leqnn _))")}} within)){{Letters(PerStep)}} => /=; rewrite ?/point_0{{string.Concat(
                Enumerable.Range(1, PerStep - 1).Select(i => $" ?/point_{i}")
            )}}.
            {{Cases("k")}}{{Introduced(PerStep)}}.
            by rewrite /formal; {{Each(carried.Count, $"do ?branch; combine{Rewritten(PerStep)}")}}.
            Qed.
            """
        );
        foreach (var i in Enumerable.Range(0, PerStep))
        {
            Line(
                $"""
                Lemma formal_{i} bound k : ({Index(
                    "k",
                    i
                )} <= bound)%N -> point_{i} (fun=> grad) k = combination bound (point_{i} (@formal F) k).
                Proof.
                move=> within.
                {string.Concat(Enumerable.Range(0, i).Select(j => Letter(j, "within")))}move: (states (leq_trans {(
                    PerStep == 1 ? "(leqnn k)" : "(leq_addr _ _)"
                )} within)){Letters(i)}.
                rewrite {string.Join(' ', Enumerable.Range(0, i + 1).Reverse().Select(j => $"?/point_{j}"))}; {Cases(
                    "k"
                )}{Introduced(i)}.
                by rewrite /formal; do ?branch; combine{Rewritten(i)}.
                Qed.
                """
            );
        }
        foreach (var sequence in Summed)
        {
            var at = _steps.At(sequence);
            Line(
                $"""
                Lemma {at}_formal bound k : ({Count(
                    "k"
                )} <= bound)%N -> {at} (fun=> grad) k = combination bound ({at} (@formal F) k).
                Proof. by move/states; rewrite /{at}; {Cases("k")}. Qed.
                """
            );
        }
        Line(
            $"""
            (* What does not fit is refused at once, and not computed first. *)
            Opaque answer lfom gates.
            Theorem certificate : claim.
            Proof.
            move=> depth; rewrite /gate.
            conclude (@depths F d n X xq wstar (point (fun=> grad)) (point (@formal F)) (result (@formal F) depth)
              (result (fun=> grad) depth) {Layers}) => [l bound _ within|bound within].
            - {Points()}
            - by have := states within; rewrite /result; {Cases("depth")}; combine{Sums()}.
            Qed.
            End Claim.
            End Certificate.
            Check certificate.
            Print Assumptions certificate.
            """
        );
    }

    private string At =>
        PerStep == 1
            ? ""
            : $"""
                Lemma at_step k i : (i < {PerStep})%N -> ((k * {PerStep} + i) %% {PerStep} = i)%N /\ ((k * {PerStep} + i) %/ {PerStep} = k)%N.
                Proof. by move=> i_small; rewrite modnMDl divnMDl // modn_small // divn_small // addn0. Qed.
                """;

    private string Layers => PerStep == 1 ? "depth" : $"(depth * {PerStep})";

    private string Count(string k) => PerStep == 1 ? k : $"{k} * {PerStep}";

    private string Index(string k, int i) => PerStep == 1 ? k : $"{k} * {PerStep} + {i}";

    /// <summary>A step's gradient as a letter.</summary>
    private string Letter(int i, string within) =>
        PerStep == 1
            ? "have letter_0 : combination bound 'X^k = grad (point_0 (fun=> grad) k) by exact: combination_letter.\n"
            : $"have letter_{i} : combination bound 'X^({Index("k", i)}) = grad (point_{i} (fun=> grad) k).\n"
                + $"  rewrite combination_letter; last by apply: leq_trans {within}; rewrite ?mulSn ?[({PerStep} + _)%N]addnC ?ltn_add2l.\n"
                + $"  by rewrite /point; have [-> ->] := @at_step k {i} isT.\n";

    private static string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $" letter_{i}"));

    private static string Introduced(int count) => count == 0 ? "" : $" =>{Letters(count)}";

    private static string Rewritten(int count) =>
        count == 0 ? "" : $"; rewrite ?({string.Join(", ", Enumerable.Range(0, count).Select(i => $"letter_{i}"))})";

    /// <summary>Opens both states, and writes one in the other.</summary>
    private string Cases(string k)
    {
        var count = _recurrence.Carried.Count;
        var equations = Enumerable.Range(0, count).Select(i => $"e{i}").ToList();
        var nested = equations[..^1]
            .AsEnumerable()
            .Reverse()
            .Aggregate(equations[^1], (rest, name) => $"[{name} {rest}]");
        // A state of one vector is not taken apart further.
        var open = count == 1 ? "move" : "case";
        return $"{open}: (state _ {k}) => {Nested("")}; {open}: (state _ {k}) => {Nested("'")} {nested}; rewrite {string.Join(' ', equations.Select(name => $"?{name}"))}";
    }

    /// <summary>The state as a pattern of pairs of pairs.</summary>
    private string Nested(string suffix)
    {
        var names = _recurrence.Carried.Select(element => _steps.Name(element) + suffix).ToList();
        return names.Skip(1).Aggregate(names[0], (left, right) => $"[{left} {right}]");
    }

    private static string Each(int count, string tactic) =>
        string.Concat(Enumerable.Repeat($"(split; first by {tactic}); ", count - 1)) + tactic;

    private string Points() =>
        PerStep == 1
            ? "exact: formal_0."
            : $"""
                have l_is := divn_eq l {PerStep}; have := ltn_pmod l (isT : 0 < {PerStep})%N.
                  rewrite [point (fun=> grad) l]/point [point (@formal F) l]/point; case: (l %% {PerStep})%N l_is => {string.Concat(
                    Enumerable.Repeat("[|", PerStep)
                )}r{new string(']', PerStep)} l_is // _ /=.
                {string.Concat(Enumerable.Range(0, PerStep).Select(i => $"  + by apply: formal_{i}; rewrite -l_is.\n"))}
                """.TrimEnd();

    /// <summary>Sums in the answer, term by term.</summary>
    private string Sums() =>
        Summed.Count == 0
            ? ""
            : "; do ?[congr (_ *: _)]; apply: eq_bigr => j _; combine; "
                + $"rewrite {string.Join(' ', Summed.Select(sequence => $"({_steps.At(sequence)}_formal (bound := bound))"))} //; apply: leq_trans within; {(PerStep == 1 ? "rewrite -ltnS" : "rewrite leq_mul2r -ltnS orbC")}";
}

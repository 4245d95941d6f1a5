using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>
/// The proof of a certificate for every depth: by induction over the steps, what the method carries on gradients is the
/// combination of gradients that it carries on letters; so its answer is the network's, whose gates are the coefficients.
/// </summary>
internal sealed class AllDepthsProof(
    MethodAnalysis method,
    MethodRecurrence recurrence,
    RecurrenceTerms terms,
    RecurrenceSteps steps
)
{
    /// <summary>The lemmas, the theorem and its proof, in order.</summary>
    internal IEnumerable<string> Lines =>
        [States, .. Enumerable.Range(0, PerStep).Select(Formal), .. Summed.Select(Formal), Theorem];

    /// <summary>The network's depth after so many steps of the method.</summary>
    internal string Layers => PerStep == 1 ? "depth" : $"(depth * {PerStep})";

    /// <summary>The sequences of vectors that the answer sums up.</summary>
    internal IReadOnlyList<string> Summed =>
        [
            .. method
                .Output.Value.Parts()
                .OfType<SumExpression>()
                .Where(sum => terms.IsVector(sum.Term))
                .SelectMany(recurrence.SummedSequences)
                .Distinct(),
        ];

    private int PerStep => recurrence.GradientCount;

    private string States
    {
        get
        {
            var carried = recurrence.Carried;
            var equations = carried
                .Select(element => $"{steps.Name(element)} = combination bound {steps.Name(element)}'")
                .ToList();
            return $$"""

                (** ** Proof *)
                Local Notation combination := (combination X wstar (point (fun=> grad))).
                {{At}}
                Lemma states bound k : ({{Count("k")}} <= bound)%N ->
                  {{steps.Opened()}} := state (fun=> grad) k in {{steps.Opened("'")}} := state (@formal F) k in
                  {{string.Join(" /\\ ", equations)}}.
                Proof.
                elim: k => [|k IH] within; first by rewrite /=; {{Each(carried.Count, "combine")}}.
                {{string.Concat(recurrence.Gradients.Select((_, i) => Letter(i, "within")))}}move: (IH (leq_trans {{(PerStep == 1 ? "(leqnSn k)" : "(leq_mul (leqnSn k) (leqnn _))")}} within)){{Letters(PerStep)}} => /=; rewrite ?/point_0{{string.Concat(
                    Enumerable.Range(1, PerStep - 1).Select(i => $" ?/point_{i}")
                )}}.
                {{Cases("k")}}{{Introduced(PerStep)}}.
                by rewrite /formal; {{Each(carried.Count, $"do ?branch; combine{Rewritten(PerStep)}")}}.
                Qed.
                """;
        }
    }

    /// <summary>A step's gradient is taken at the same point.</summary>
    private string Formal(int i) =>
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
        """;

    /// <summary>A sequence that the answer sums up is the same.</summary>
    private string Formal(string sequence)
    {
        var at = steps.At(sequence);
        return $"""
            Lemma {at}_formal bound k : ({Count(
                "k"
            )} <= bound)%N -> {at} (fun=> grad) k = combination bound ({at} (@formal F) k).
            Proof. by move/states; rewrite /{at}; {Cases("k")}. Qed.
            """;
    }

    private string Theorem =>
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
            """;

    private string At =>
        PerStep == 1
            ? ""
            : $"""
                Lemma at_step k i : (i < {PerStep})%N -> ((k * {PerStep} + i) %% {PerStep} = i)%N /\ ((k * {PerStep} + i) %/ {PerStep} = k)%N.
                Proof. by move=> i_small; rewrite modnMDl divnMDl // modn_small // divn_small // addn0. Qed.
                """;

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
        var count = recurrence.Carried.Count;
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
        var names = recurrence.Carried.Select(element => steps.Name(element) + suffix).ToList();
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
                + $"rewrite {string.Join(' ', Summed.Select(sequence => $"({steps.At(sequence)}_formal (bound := bound))"))} //; apply: leq_trans within; {(PerStep == 1 ? "rewrite -ltnS" : "rewrite leq_mul2r -ltnS orbC")}";
}

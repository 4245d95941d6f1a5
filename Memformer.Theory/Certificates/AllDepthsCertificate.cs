using System.Text;
using Memformer.Theory.Derivations;
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
    private readonly AllDepthsProof _proof;
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
        _proof = new AllDepthsProof(_method, _recurrence, _terms, _steps);
    }

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
        var definitions = new RecurrenceNumbers(_method, _parameters, _terms, _names).Write();
        Line(Heading(derivation));
        definitions.ToList().ForEach(Line);
        Method();
        Claim();
        _proof.Lines.ToList().ForEach(Line);
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
            _recurrence.GradientCount == 1
                ? "Definition point := point_0."
                : $"Definition point l : V := nth (fun=> 0) [:: {string.Join("; ", Enumerable.Range(0, _recurrence.GradientCount).Select(i => $"point_{i}"))}] (l %% {_recurrence.GradientCount}) (l %/ {_recurrence.GradientCount})."
        );
        foreach (var sequence in _proof.Summed)
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

    private void Claim()
    {
        Line(
            $"""

            (** ** The network's gates *)
            Definition gate depth := gates (point (@formal F)) (result (@formal F) depth) {_proof.Layers}.

            Section Claim.
            Variables (d n : nat) (X : 'M[F]_(d, n)) (xq wstar : 'cV[F]_d).
            Local Notation grad := (grad X wstar).

            (** ** What is certified *)
            Definition claim := forall depth,
              answer (lfom X xq wstar (fun=> 1%:M) (gate depth) {_proof.Layers}) = (result (fun=> grad) depth)^T *m xq.
            """
        );
    }
}

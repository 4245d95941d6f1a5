using Memformer.Theory.Algebra;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Methods.Language;

namespace Memformer.Theory.Certificates;

/// <summary>
/// The arithmetic of quotations that needs lemmas of its own: products, what is divided by, gradients, and elements that are
/// given names. It collects these lemmas, and the definitions that they are about.
/// </summary>
internal sealed class QuotedArithmetic(CoqScalars scalars, NetworkPoints points)
{
    private readonly Dictionary<string, string> _gradientLemmas = [];
    private readonly Dictionary<string, string> _divisorLemmas = [];

    /// <summary>The definitions, in order.</summary>
    internal List<string> Definitions { get; } = [];

    /// <summary>The lemmas about them, in order.</summary>
    internal List<string> Lemmas { get; } = [];

    internal Quotation Combined(BinaryOperator sign, Quotation left, Quotation right) =>
        sign switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => Multiplied(left, right),
            BinaryOperator.Divide => Multiplied(Inverse((Quotation.Scalar)right), left, isDivision: true),
            _ => Raised(left, (int)((Quotation.Scalar)right).Value.Numerator.LeadingCoefficient.Numerator),
        };

    private Quotation Multiplied(Quotation left, Quotation right, bool isDivision = false) =>
        (left, right) switch
        {
            (Quotation.Scalar { Term: var below } a, Quotation.Scalar b) when isDivision => new Quotation.Scalar(
                b.Term / below,
                a.Value * b.Value,
                Quotation.Both(a, b)
            ),
            (Quotation.Scalar a, Quotation.Vector b) when isDivision => new Quotation.Vector(
                new CoqTerm($"{a.Term.Within(0)}^-1", CoqTerm.Power).Scaling(b.Term),
                b.Value.ScaledBy(new Coefficient(a.Value)),
                Quotation.Both(a, b)
            ),
            (Quotation.Scalar a, Quotation.Scalar b) => new Quotation.Scalar(
                a.Term * b.Term,
                a.Value * b.Value,
                Quotation.Both(a, b)
            ),
            (Quotation.Scalar a, Quotation.Vector b) => new Quotation.Vector(
                a.Term.Scaling(b.Term),
                b.Value.ScaledBy(new Coefficient(a.Value)),
                Quotation.Both(a, b)
            ),
            (Quotation.Vector, Quotation.Scalar) => Multiplied(right, left),
            (Quotation.Matrix a, Quotation.Vector b) => new Quotation.Vector(
                points.Product(a.Value, b.Term),
                b.Value.ScaledBy(new Coefficient(a.Value)),
                b.Lemmas
            ),
            _ => new Quotation.Matrix(left.AsMatrix * right.AsMatrix),
        };

    /// <summary>What is divided by: the term stays below the line, the value is inverted.</summary>
    private Quotation.Scalar Inverse(Quotation.Scalar divisor) =>
        new(divisor.Term, divisor.Value.Inverse(), DivisorLemma(divisor) is { } lemma ? [lemma] : divisor.Lemmas);

    /// <summary>The lemma that writes a divisor as a product of the certificate's denominators.</summary>
    private string? DivisorLemma(Quotation.Scalar divisor)
    {
        var quotient = scalars.AsQuotient(points.Reduced(divisor.Value)).Text;
        if (quotient == divisor.Term.Text)
        {
            return null;
        }

        if (!_divisorLemmas.TryGetValue(divisor.Term.Text, out var name))
        {
            name = $"divisor_{_divisorLemmas.Count + 1}";
            _divisorLemmas.Add(divisor.Term.Text, name);
            Lemmas.Add(
                $"Lemma {name} : ({divisor.Term} : F) = {quotient}.\nProof. {Rewriting(divisor.Lemmas)}equal_numbers. Qed."
            );
        }

        return name;
    }

    private Quotation Raised(Quotation value, int exponent) =>
        value switch
        {
            Quotation.Matrix matrix => new Quotation.Matrix(matrix.Value.Pow(exponent)),
            Quotation.Scalar scalar when exponent < 0 => Multiplied(
                Inverse((Quotation.Scalar)Raised(scalar, -exponent)),
                Constant(Rational.One),
                isDivision: true
            ),
            Quotation.Scalar scalar => new Quotation.Scalar(
                scalar.Term.Pow(exponent),
                scalar.Value.Pow(exponent),
                scalar.Lemmas
            ),
            _ => throw new InvalidOperationException("a power of a vector"),
        };

    internal Quotation.Vector Gradient(Quotation.Vector point)
    {
        var number = points.Find(point.Value);
        if (!_gradientLemmas.TryGetValue(point.Term.Text, out var name))
        {
            name = $"gradient_at_{_gradientLemmas.Count + 1}";
            _gradientLemmas.Add(point.Term.Text, name);
            Lemmas.Add(
                $"""
                Lemma {name} : grad {point.Term.Within(0)} = gradient_{number}.
                Proof.
                rewrite /gradient_{number}; apply: (congr1 grad).
                rewrite /point_{number}{Uses(point.Lemmas)}; equal_vectors.
                Qed.
                """
            );
        }

        return new(new CoqTerm($"grad {point.Term.Within(0)}", 10), GradientCombination.Gradient(number), [name]);
    }

    /// <summary>Writes a definition and the lemma that says what it is worth.</summary>
    internal Quotation Define(string name, Quotation value)
    {
        switch (value)
        {
            case Quotation.Scalar scalar:
                var number = points.Reduced(scalar.Value);
                Definitions.Add($"Definition {name} : F := {scalar.Term}.");
                Lemmas.Add(
                    $"Lemma at_{name} : {name} = {scalars.Of(number)}.\nProof. rewrite /{name}{Uses(scalar.Lemmas)}; equal_numbers. Qed."
                );
                return new Quotation.Scalar(CoqTerm.Atom(name), number, [$"at_{name}"]);
            case Quotation.Vector vector:
                var combination = points.Reduced(vector.Value);
                Definitions.Add($"Definition {name} : 'cV[F]_d := {vector.Term}.");
                Lemmas.Add(
                    $"Lemma at_{name} : {name} = {points.Written(combination)}.\nProof. rewrite /{name}{Uses(vector.Lemmas)}; equal_vectors. Qed."
                );
                return new Quotation.Vector(CoqTerm.Atom(name), combination, [$"at_{name}"]);
            default:
                return value;
        }
    }

    internal Quotation.Scalar Constant(Rational value)
    {
        var (numerator, denominator) = (CoqTerm.Integer(value.Numerator), CoqTerm.Integer(value.Denominator));
        return value.IsInteger
            ? new(numerator, value, [])
            : (Quotation.Scalar)Multiplied(
                Inverse(new(denominator, (Rational)value.Denominator, [])),
                new Quotation.Scalar(numerator, (Rational)value.Numerator, []),
                isDivision: true
            );
    }

    internal Quotation.Scalar Written(RationalFunction value) => new(scalars.Of(value), value, []);

    private static string Rewriting(IReadOnlyList<string> lemmas) =>
        string.Concat(InOrder(lemmas).Select(lemma => $"known {lemma}; "));

    /// <summary>What follows an unfolding: the lemmas' left sides are replaced by their right sides.</summary>
    internal static string Uses(IReadOnlyList<string> lemmas) =>
        string.Concat(InOrder(lemmas).Select(lemma => $"; known {lemma}"));

    /// <summary>Lemmas about gradients and divisors first: those about elements would change what they are about.</summary>
    private static IEnumerable<string> InOrder(IReadOnlyList<string> lemmas) =>
        lemmas
            .OrderBy(lemma => lemma.StartsWith("at_", StringComparison.Ordinal))
            .ThenByDescending(lemma => lemma.Length);
}

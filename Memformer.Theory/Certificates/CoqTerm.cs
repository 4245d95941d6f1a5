using System.Numerics;
using Memformer.Theory.Algebra;

namespace Memformer.Theory.Certificates;

/// <summary>A term in the notation of mathcomp, and how loosely its outermost operator binds (Coq's levels).</summary>
/// <param name="Text">The term.</param>
/// <param name="Level">0 for what needs no parentheses, 30 for powers, 35 for a sign, 40 for products, 50 for sums.</param>
internal readonly record struct CoqTerm(string Text, int Level)
{
    internal const int Power = 30;
    internal const int Sign = 35;
    internal const int Times = 40;
    internal const int Plus = 50;

    internal static CoqTerm Atom(string text) => new(text, 0);

    internal static CoqTerm Integer(BigInteger value) =>
        value.IsZero || value.IsOne ? Atom(value.ToString())
        : value.Sign < 0 ? -Integer(-value)
        : Atom($"{value}%:F");

    internal static CoqTerm Fraction(Rational value) =>
        value.IsInteger ? Integer(value.Numerator) : Integer(value.Numerator) / Integer(value.Denominator);

    public static CoqTerm operator -(CoqTerm term) => new($"- {term.Within(Power)}", Sign);

    public static CoqTerm operator +(CoqTerm left, CoqTerm right) =>
        new($"{left.Within(Plus)} + {right.Within(Times)}", Plus);

    public static CoqTerm operator -(CoqTerm left, CoqTerm right) =>
        new($"{left.Within(Plus)} - {right.Within(Times)}", Plus);

    public static CoqTerm operator *(CoqTerm left, CoqTerm right) => left.Infix("*", right);

    public static CoqTerm operator /(CoqTerm left, CoqTerm right) => left.Infix("/", right);

    /// <summary>A number times a vector.</summary>
    internal CoqTerm Scaling(CoqTerm vector) => new($"{Within(Sign)} *: {vector.Within(Power)}", Times);

    /// <summary>A matrix times a matrix or a vector.</summary>
    internal CoqTerm Applied(CoqTerm right) => new($"{Within(Power)} *m {right.Within(Power)}", Times);

    internal CoqTerm Pow(int exponent) => exponent == 1 ? this : new($"{Within(0)} ^+ {exponent}", Power);

    /// <summary>The text, in parentheses where it would fall apart inside an operator of this level.</summary>
    internal string Within(int level) => Level <= level ? Text : $"({Text})";

    public override string ToString() => Text;

    private CoqTerm Infix(string sign, CoqTerm right) => new($"{Within(Times)} {sign} {right.Within(Power)}", Times);
}

using Memformer.Theory.Algebra;

namespace Memformer.Theory.Methods.Iterates;

/// <summary>
/// A vector that a method has reached: a linear combination of the start w_0 and of the gradients taken so far.
/// Immutable; the operators are those a method's update is written with.
/// </summary>
/// <remarks>
/// Internally it is a combination of the points y_0 = w_0, y_1, … at which gradients were taken and of those gradients:
/// the update of a method with finite memory then has few terms, however long it has run.
/// </remarks>
public sealed class SymbolicIterate
{
    private Combination _points;
    private Combination _gradients;

    internal SymbolicIterate(GradientTrace trace, Combination points, Combination gradients)
    {
        Trace = trace;
        _points = points;
        _gradients = gradients;
    }

    internal GradientTrace Trace { get; }

    /// <summary>Which gradient was taken at this very vector; none yet is null.</summary>
    internal int? Register { get; private set; }

    internal Combination Points => _points;

    internal Combination Gradients => _gradients;

    /// <summary>The gradient ∇f at this point.</summary>
    public SymbolicIterate Gradient() => Trace.Gradient(this);

    /// <summary>The sum of two vectors of one run.</summary>
    /// <exception cref="ArgumentException">The vectors belong to different runs.</exception>
    public static SymbolicIterate operator +(SymbolicIterate left, SymbolicIterate right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return !ReferenceEquals(left.Trace, right.Trace)
            ? throw new ArgumentException("the vectors belong to different runs of a method", nameof(right))
            : left.With(left._points.Plus(right._points), left._gradients.Plus(right._gradients));
    }

    /// <summary>The difference of two vectors.</summary>
    public static SymbolicIterate operator -(SymbolicIterate left, SymbolicIterate right) => left + -right;

    /// <summary>The opposite vector.</summary>
    public static SymbolicIterate operator -(SymbolicIterate value) => (RationalFunction)(-1) * value;

    /// <summary>A multiple of a vector.</summary>
    public static SymbolicIterate operator *(RationalFunction factor, SymbolicIterate value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ScaledBy(new Coefficient(factor));
    }

    /// <summary>A d×d matrix times a vector.</summary>
    public static SymbolicIterate operator *(MatrixPolynomial factor, SymbolicIterate value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ScaledBy(new Coefficient(factor));
    }

    /// <summary>A vector divided by a scalar.</summary>
    public static SymbolicIterate operator /(SymbolicIterate value, RationalFunction divisor) =>
        (RationalFunction)1 / divisor * value;

    internal SymbolicIterate ScaledBy(Coefficient factor) =>
        With(_points.ScaledBy(factor), _gradients.ScaledBy(factor));

    /// <summary>From now on the vector is written as the point y_j it is: the same vector, in one term.</summary>
    internal void BecomePoint(int register)
    {
        Register = register;
        _points = Combination.Of(register);
        _gradients = Combination.Empty;
    }

    private SymbolicIterate With(Combination newPoints, Combination newGradients) =>
        new(Trace, newPoints, newGradients);
}

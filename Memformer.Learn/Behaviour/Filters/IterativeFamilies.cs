namespace Memformer.Learn.Behaviour.Filters;

/// <summary>The step size η of a method.</summary>
internal static class StepSize
{
    /// <summary>
    /// With so many over the largest eigenvalue of all prompts, a step still suits the usual ones where that is ten times as large, as
    /// with fewer examples than dimensions: there the method diverges, and its answers show it best.
    /// </summary>
    private const double Most = 20;

    /// <summary>The constant, from a multiple of the reciprocal of the largest eigenvalue on.</summary>
    public static FilterConstant Of(double least, double largest) =>
        new("eta", least / largest, Most / largest, IsLogarithmic: true);
}

/// <summary>w⁺ = w − η ∇f(w).</summary>
internal sealed class GradientDescentFamily(int steps) : PointwiseFamily("gradient-descent", steps)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) => [StepSize.Of(1e-4, largest)];

    protected override double Multiplier(double eigenvalue, double[] constants)
    {
        double point = 0;
        for (int step = 0; step < Steps; step++)
        {
            point += constants[0] * (1 - (eigenvalue * point));
        }

        return point;
    }
}

/// <summary>Polyak's heavy ball: w⁺ = w − η ∇f(w) + β (w − w⁻).</summary>
internal sealed class HeavyBallFamily(int steps) : PointwiseFamily("heavy-ball", steps)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) =>
        [StepSize.Of(1e-3, largest), new("beta", -0.5, 0.999, IsLogarithmic: false)];

    protected override double Multiplier(double eigenvalue, double[] constants)
    {
        (double before, double point) = (0, 0);
        for (int step = 0; step < Steps; step++)
        {
            double next = point + (constants[0] * (1 - (eigenvalue * point))) + (constants[1] * (point - before));
            (before, point) = (point, next);
        }

        return point;
    }
}

/// <summary>Nesterov's method with constant momentum: y = w + β (w − w⁻), w⁺ = y − η ∇f(y).</summary>
internal sealed class NesterovFamily(int steps) : PointwiseFamily("nesterov", steps)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) =>
        [StepSize.Of(1e-3, largest), new("beta", -0.5, 0.999, IsLogarithmic: false)];

    protected override double Multiplier(double eigenvalue, double[] constants)
    {
        (double before, double point) = (0, 0);
        for (int step = 0; step < Steps; step++)
        {
            double ahead = point + (constants[1] * (point - before));
            (before, point) = (point, ahead + (constants[0] * (1 - (eigenvalue * ahead))));
        }

        return point;
    }
}

/// <summary>Chebyshev's semi-iteration on an interval [lower, upper], the interval given as upper and lower/upper.</summary>
/// <remarks>Source: Saad, Iterative methods for sparse linear systems, 2003, algorithm 12.1.</remarks>
internal sealed class ChebyshevFamily(int steps) : PointwiseFamily("chebyshev", steps)
{
    public override IReadOnlyList<FilterConstant> Constants(double largest) =>
        [new("upper", largest / 20, 3 * largest, IsLogarithmic: true), new("ratio", 1e-4, 0.98, IsLogarithmic: true)];

    protected override double Multiplier(double eigenvalue, double[] constants)
    {
        double middle = constants[0] * (1 + constants[1]) / 2;
        double half = constants[0] * (1 - constants[1]) / 2;
        double sigma = middle / half;
        double rho = 1 / sigma;
        double residual = 1;
        double direction = 1 / middle;
        double point = 0;
        for (int step = 0; step < Steps; step++)
        {
            point += direction;
            residual -= eigenvalue * direction;
            double next = 1 / ((2 * sigma) - rho);
            direction = (next * rho * direction) + (2 * next / half * residual);
            rho = next;
        }

        return point;
    }
}

using Memformer.Learn.Estimates;
using Memformer.Learn.Solvers;
using Memformer.Learn.Spectra;
using Memformer.Theory.Algebra;
using Memformer.Theory.Spectra;

namespace Memformer.Cli.Reports.Optima;

/// <summary>What <c>memformer optimum</c> reports: the optimum, and what was asked to stand beside it.</summary>
/// <param name="Optimum">The optimum.</param>
/// <param name="Places">Decimal places of the steps.</param>
internal sealed record OptimumReport(OptimalMethod Optimum, int Places)
{
    // Quadratures of more nodes take longer than anybody waits for a comparison that was not asked for.
    private const int MostTunedLayers = 16;

    private readonly Lazy<IReadOnlyList<RealRoot>> _steps = new(() => Optimum.Steps);

    /// <summary>The steps of plain descent; empty where real ones do not reach the optimum.</summary>
    public IReadOnlyList<RealRoot> Steps => _steps.Value.Count == Optimum.Layers ? _steps.Value : [];

    /// <summary>Steps and momenta of the method that is optimal at the last two depths; null where there is none.</summary>
    public IReadOnlyList<MomentumStep>? Momentum { get; } = OptimalNetwork.MomentumSteps(Optimum);

    /// <summary>With noise: steps and momenta on the ridge gradient, optimal after every layer; null without.</summary>
    public IReadOnlyList<MomentumStep>? Ridge { get; } = Optimum.Noise.IsZero ? null : Optimum.RidgeSteps;

    /// <summary>The eigenvalues on which the optimum does no harm.</summary>
    public ValidityDomain Domain { get; } = ValidityDomain.Of(Optimum.Polynomial);

    /// <summary>The classical methods with the best constants; empty at depths where that takes long.</summary>
    public IReadOnlyList<TunedMethod> Tuned { get; } = TunedFor(Optimum);

    /// <summary>GD++, where it was asked for.</summary>
    public GdPlusPlusOptimum? GdPlusPlus { get; init; }

    /// <summary>The optimum for a covariance without whitening, where one was given.</summary>
    public ScalarPreconditionerOptimum? Restricted { get; init; }

    /// <summary>The worst case over an interval, where one was given.</summary>
    public ChebyshevMethod? Chebyshev { get; init; }

    /// <summary>Solvers run on fresh prompts, where prompts were asked for.</summary>
    public IReadOnlyList<(Solver Solver, Outcomes Outcomes)> Simulated { get; init; } = [];

    /// <summary>How many prompts they were run on.</summary>
    public int Prompts { get; init; }

    /// <summary>The probability that a prompt has an eigenvalue outside a method's domain; null for very large sizes.</summary>
    public double? ProbabilityOutside(ValidityDomain domain) =>
        Math.Min(Optimum.Dimension, Optimum.Context) <= ExpectedSpectrum.MostEigenvalues
            ? ExpectedSpectrum.For(Optimum.Dimension, Optimum.Context).ProbabilityOutside(domain.Intervals)
            : null;

    private static IReadOnlyList<TunedMethod> TunedFor(OptimalMethod optimum)
    {
        (int d, int n, int layers) = (optimum.Dimension, optimum.Context, optimum.Layers);
        return layers > MostTunedLayers
            ? []
            :
            [
                TunedMethod.GradientDescent(d, n, layers, optimum.Noise),
                TunedMethod.HeavyBall(d, n, layers, optimum.Noise),
                TunedMethod.Nesterov(d, n, layers, optimum.Noise),
            ];
    }
}

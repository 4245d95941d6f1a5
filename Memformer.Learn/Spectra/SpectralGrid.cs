using Memformer.Learn.Numerics;

namespace Memformer.Learn.Spectra;

/// <summary>
/// Integration panels in t = √x for the weight 2 t^(ν−m) e^(−t²/2) of a Wishart matrix's eigenvalues x, and the
/// polynomials in x that are orthonormal for its square: times the weight they are an orthonormal set of functions.
/// </summary>
internal sealed class SpectralGrid
{
    private const int NodesPerPanel = 16;
    private const double PanelWidth = 0.5;

    // The largest √x exceeds √ν + √m by this much with probability below e^(−50) (Davidson and Szarek's bound).
    private const double Margin = 10;

    private static readonly GaussLegendre Rule = new(NodesPerPanel);

    private readonly int _power;
    private readonly double _logScale;
    private readonly double[] _alpha;
    private readonly double[] _beta;

    /// <summary>A grid whose panels also end at the given points.</summary>
    /// <param name="count">m, the number of polynomials.</param>
    /// <param name="freedom">ν ≥ m.</param>
    /// <param name="ends">Points t that must separate panels; those outside the range are ignored.</param>
    public SpectralGrid(int count, int freedom, IEnumerable<double> ends)
    {
        _power = freedom - count;
        double peak = Math.Sqrt(Math.Max(_power, 1e-300));
        _logScale = _power == 0 ? 0 : (_power * Math.Log(peak)) - (peak * peak / 2);
        Panels = [.. Divide(Math.Sqrt(freedom) + Math.Sqrt(count) + Margin, ends)];
        (_alpha, _beta) = Orthonormalize(count);
    }

    /// <summary>The panels, ascending.</summary>
    public IReadOnlyList<Panel> Panels { get; }

    /// <summary>The weight at t, up to a constant factor.</summary>
    public double Weight(double t) =>
        t <= 0 && _power > 0 ? 0 : Math.Exp((_power == 0 ? 0 : _power * Math.Log(t)) - (t * t / 2) - _logScale);

    /// <summary>φ_0 … φ_{m−1} at x = t².</summary>
    public double[] Basis(double t)
    {
        double x = t * t;
        double[] values = new double[_alpha.Length];
        double before = 0;
        double value = 1 / _beta[0];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = value;
            double down = k == 0 ? 0 : _beta[k];
            double up = k + 1 < values.Length ? _beta[k + 1] : 1;
            (before, value) = (value, (((x - _alpha[k]) * value) - (down * before)) / up);
        }

        return values;
    }

    private static IEnumerable<Panel> Divide(double last, IEnumerable<double> ends)
    {
        double[] cuts = [0, .. ends.Where(t => t > 0 && t < last).Distinct().Order(), last];
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            int pieces = (int)Math.Ceiling((cuts[i + 1] - cuts[i]) / PanelWidth);
            double width = (cuts[i + 1] - cuts[i]) / pieces;
            for (int piece = 0; piece < pieces; piece++)
            {
                yield return new Panel(Rule, cuts[i] + (piece * width), width);
            }
        }
    }

    /// <summary>The recurrence of the orthonormal polynomials, by Stieltjes' procedure on the grid itself.</summary>
    private (double[] Alpha, double[] Beta) Orthonormalize(int count)
    {
        (double X, double Weight)[] points =
        [
            .. Panels.SelectMany(panel => panel.Nodes.Zip(panel.Weights, (t, w) => (t * t, w * Weight(t) * Weight(t)))),
        ];
        double[] alpha = new double[count];
        double[] beta = new double[count];
        double[] before = new double[points.Length];
        double[] current = [.. points.Select(_ => 1.0)];
        for (int k = 0; k < count; k++)
        {
            beta[k] = Math.Sqrt(points.Select((p, i) => p.Weight * current[i] * current[i]).Sum());
            for (int i = 0; i < points.Length; i++)
            {
                current[i] /= beta[k];
            }

            alpha[k] = points.Select((p, i) => p.Weight * p.X * current[i] * current[i]).Sum();
            for (int i = 0; i < points.Length; i++)
            {
                double next = ((points[i].X - alpha[k]) * current[i]) - (beta[k] * before[i]);
                (before[i], current[i]) = (current[i], next);
            }
        }

        return (alpha, beta);
    }
}

/// <summary>A stretch of the axis with its Gauss–Legendre nodes.</summary>
internal sealed class Panel(GaussLegendre rule, double start, double width)
{
    /// <summary>The nodes t.</summary>
    public double[] Nodes { get; } = [.. rule.Nodes.Select(x => start + (width * (x + 1) / 2))];

    /// <summary>The weights for an integral over t.</summary>
    public double[] Weights { get; } = [.. rule.Weights.Select(w => w * width / 2)];

    /// <summary>The middle of the stretch.</summary>
    public double Middle => start + (width / 2);

    /// <summary>The end of the stretch.</summary>
    public double End => start + width;

    /// <summary>The panel cut off at a distance from its start.</summary>
    public Panel Shortened(double length) => new(rule, start, length);

    /// <summary>What the value at node l adds to the integral from the panel's start to node k.</summary>
    public double UpTo(int k, int l) => rule.Integral[k, l] * width / 2;
}

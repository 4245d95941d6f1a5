namespace Memformer.Learn.Problems;

/// <summary>
/// Defensive importance sampling of Gaussian covariates: a share of the prompts is drawn with the variance in one direction,
/// uniform on the sphere, stretched to 1 + θ, and every prompt is weighed with the ratio of the law's density to that of the
/// mixture. Means under the law stay what they are, no weight exceeds 1/(1 − share), and prompts with a large eigenvalue of H,
/// which rule the mean loss of a polynomial of high degree, are seen often and count little.
/// </summary>
/// <remarks>
/// Given the direction u, a matrix G of n standard normal rows has density ratio
/// <c>(1 + θ)^(−n/2) exp(½ θ/(1+θ) ‖Gu‖²)</c> of stretched to plain. Source: Hesterberg, Weighted average importance
/// sampling and defensive mixture distributions, 1995. Not thread-safe: one per thread.
/// </remarks>
internal sealed class StretchedTails
{
    /// <summary>θ in units of √(2/n), the standard deviation of uᵀHu.</summary>
    private static readonly double[] Deviations = [1.5, 3, 6, 12];

    private readonly double _share;
    private readonly int _context;
    private readonly double[] _stretches;
    private readonly double[] _direction;
    private readonly double[] _image;

    /// <summary>Prepares the stretched laws.</summary>
    /// <param name="share">The share of stretched prompts, 0 ≤ share &lt; 1.</param>
    /// <param name="dimension">d.</param>
    /// <param name="context">n.</param>
    public StretchedTails(double share, int dimension, int context)
    {
        _share = share;
        _context = context;
        _stretches = [.. Deviations.Select(deviation => deviation * Math.Sqrt(2.0 / context))];
        _direction = new double[dimension];
        _image = new double[dimension];
    }

    /// <summary>Stretches a root T of white covariates, GᵀG = TᵀT, or leaves it as it is.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="root">T, rows×stride with d columns in use; changed in place.</param>
    /// <param name="rows">Rows of T, at most d.</param>
    /// <param name="stride">The distance between rows.</param>
    /// <returns>The prompt's weight.</returns>
    public double Stretch(RandomSource random, Span<double> root, int rows, int stride)
    {
        DrawDirection(random);
        double squared = Project(root, rows, stride);
        double choice = random.NextUniform();
        if (choice <= _share)
        {
            double theta = _stretches[Math.Min((int)(choice / _share * _stretches.Length), _stretches.Length - 1)];
            Stretch(root, rows, stride, Math.Sqrt(1 + theta) - 1);
            squared *= 1 + theta;
        }

        double stretched = 0;
        foreach (double theta in _stretches)
        {
            stretched += Math.Exp(0.5 * ((squared * theta / (1 + theta)) - (_context * Math.Log(1 + theta))));
        }

        return 1 / (1 - _share + (_share * stretched / _stretches.Length));
    }

    private void DrawDirection(RandomSource random)
    {
        random.FillNormal(_direction);
        double scale = 1 / Math.Sqrt(_direction.Sum(entry => entry * entry));
        for (int i = 0; i < _direction.Length; i++)
        {
            _direction[i] *= scale;
        }
    }

    /// <summary>T u, and its squared length.</summary>
    private double Project(ReadOnlySpan<double> root, int rows, int stride)
    {
        double squared = 0;
        for (int row = 0; row < rows; row++)
        {
            double sum = 0;
            for (int i = 0; i < _direction.Length; i++)
            {
                sum += root[(row * stride) + i] * _direction[i];
            }

            _image[row] = sum;
            squared += sum * sum;
        }

        return squared;
    }

    /// <summary>T += factor · (T u) uᵀ.</summary>
    private void Stretch(Span<double> root, int rows, int stride, double factor)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < _direction.Length; i++)
            {
                root[(row * stride) + i] += factor * _image[row] * _direction[i];
            }
        }
    }
}

using Memformer.Learn.Numerics;

namespace Memformer.Learn.Problems;

/// <summary>
/// The random numbers of one prompt, each a function of (seed, step, prompt, place) alone: whoever draws it, in whatever order,
/// gets the same. Kernels of graphics cards call it too.
/// </summary>
/// <param name="seed">The user's seed.</param>
/// <param name="step">The training step.</param>
/// <param name="prompt">The prompt's place in the step's batch.</param>
internal readonly struct PromptStream(ulong seed, ulong step, int prompt)
{
    /// <summary>Places of one row: the normal numbers of half of them, and of the other half the attempts at its χ².</summary>
    private const int RowPlaces = 1 << 16;

    private const int Attempts = RowPlaces / 2;

    /// <summary>A row that no matrix has, with the numbers that choose.</summary>
    private const int Choices = RowPlaces - 1;

    /// <summary>The largest d.</summary>
    public const int MostRows = RowPlaces - 2;

    /// <summary>The number, uniform on (0, 1], of a choice.</summary>
    /// <param name="choice">Which, below 32768.</param>
    public double Choice(int choice) => Uniform(At(Choices, choice).First);

    /// <summary>Two standard normal numbers, by the transform of Box and Muller.</summary>
    /// <param name="row">The row.</param>
    /// <param name="pair">Which pair of the row's, below 32768.</param>
    public NormalPair Normals(int row, int pair)
    {
        RandomWords words = At(row, pair);
        double radius = Math.Sqrt(-2 * ScalarMath.Log(Uniform(words.First)));
        double turns = Uniform(words.Second);
        return new NormalPair(radius * ScalarMath.CosineOfTurns(turns), radius * ScalarMath.SineOfTurns(turns));
    }

    /// <summary>The row's χ² number, by Marsaglia and Tsang's method (2000) for a Gamma number of half its degrees of freedom.</summary>
    /// <param name="row">The row.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public double ChiSquared(int row, int degrees)
    {
        if (degrees == 1)
        {
            double normal = Normals(row, Attempts).First;
            return normal * normal;
        }

        double d = (degrees / 2.0) - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        double last = d;
        // Of a hundred attempts at most five fail: a row that runs out of them is never seen.
        for (int attempt = Attempts; attempt < RowPlaces; attempt += 2)
        {
            double x = Normals(row, attempt).First;
            double u = Uniform(At(row, attempt + 1).First);
            double root = 1 + (c * x);
            if (root <= 0)
            {
                continue;
            }

            double v = root * root * root;
            last = d * v;
            double squared = x * x;
            if (
                u < 1 - (0.0331 * squared * squared)
                || ScalarMath.Log(u) < (0.5 * squared) + (d * (1 - v + ScalarMath.Log(v)))
            )
            {
                break;
            }
        }

        return 2 * last;
    }

    private RandomWords At(int row, int place) =>
        unchecked(Philox.Of((uint)((row * RowPlaces) + place) | ((ulong)(uint)prompt << 32), step, seed));

    private static double Uniform(ulong word) => ((double)(long)(word >> 11) + 1) * (1.0 / (1L << 53));
}

/// <summary>Two independent standard normal numbers.</summary>
internal readonly struct NormalPair(double first, double second)
{
    /// <summary>The first.</summary>
    public double First { get; } = first;

    /// <summary>The second.</summary>
    public double Second { get; } = second;
}

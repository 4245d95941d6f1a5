using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Training.Plans;

/// <summary>How a plan says which law the prompts have: a covariance, or a spectrum with or without a rotation, or neither for I.</summary>
public sealed record DataPlan
{
    /// <summary>Σ as rows; empty where the spectrum says it.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Covariance { get; init; } = [];

    /// <summary>The eigenvalues of Σ; empty for all 1.</summary>
    public IReadOnlyList<double> Spectrum { get; init; } = [];

    /// <summary>The seed of random axes for the spectrum; null for the coordinate axes.</summary>
    public ulong? Rotation { get; init; }

    /// <summary>The covariance of w* as rows; empty for Σ⁻¹.</summary>
    public IReadOnlyList<IReadOnlyList<double>> TaskCovariance { get; init; } = [];

    /// <summary>The shape of the covariates' law.</summary>
    public CovariateKind Covariates { get; init; }

    /// <summary>The shape parameter of gamma covariates.</summary>
    public double GammaShape { get; init; } = 0.5;

    /// <summary>How many tasks there are; null for a fresh task in each prompt.</summary>
    public int? TaskPool { get; init; }

    /// <summary>The seed of the pool of tasks.</summary>
    public ulong PoolSeed { get; init; }

    /// <summary>σ, the standard deviation of the noise in the answers.</summary>
    public double Noise { get; init; }

    /// <summary>The law.</summary>
    /// <param name="dimension">d of the network.</param>
    /// <exception cref="UsageException">A size is not d, or a matrix is no covariance.</exception>
    public DataLaw Law(int dimension)
    {
        if (Covariance.Count > 0 && (Spectrum.Count > 0 || Rotation is not null))
        {
            throw new UsageException("covariance: says all; spectrum and rotation must not be given beside it");
        }

        if (Spectrum.Count > 0 && Spectrum.Count != dimension)
        {
            throw new UsageException(
                $"spectrum: {Spectrum.Count} eigenvalues; must be {dimension}, the network's dimension"
            );
        }

        IReadOnlyList<double> spectrum = Spectrum.Count > 0 ? Spectrum : [.. Enumerable.Repeat(1.0, dimension)];
        double[,] covariance =
            Covariance.Count > 0 ? Square(Covariance, dimension, "covariance")
            : Rotation is { } seed ? DataLaw.Rotated(spectrum, seed).Covariance
            : DataLaw.Diagonal(spectrum).Covariance;
        double[,]? tasks = TaskCovariance.Count > 0 ? Square(TaskCovariance, dimension, "task-covariance") : null;
        TaskPool? pool = TaskPool is int size ? new TaskPool(size, PoolSeed) : null;
        return new DataLaw(covariance, tasks, Noise, Covariates, GammaShape, pool);
    }

    private static double[,] Square(IReadOnlyList<IReadOnlyList<double>> rows, int dimension, string name)
    {
        if (rows.Count != dimension || rows.Any(row => row.Count != dimension))
        {
            throw new UsageException(
                $"{name}: {rows.Count} rows of {string.Join(", ", rows.Select(row => row.Count).Distinct())}; "
                    + $"must be {dimension} rows of {dimension}, the network's dimension"
            );
        }

        return CovarianceMatrix.OfRows(rows);
    }
}

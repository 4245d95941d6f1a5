using Memformer.Learn.Problems;
using Memformer.Theory;

namespace Memformer.Learn.Training.Plans;

/// <summary>
/// What differs, from the law of the training, in the law that the trained network is tried on as well; nothing, and it is not.
/// </summary>
public sealed record TestPlan
{
    /// <summary>n; null for the network's.</summary>
    public int? Context { get; init; }

    /// <summary>Σ as rows; empty for the training's, or where the spectrum says it.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Covariance { get; init; } = [];

    /// <summary>The eigenvalues of Σ; empty for the training's.</summary>
    public IReadOnlyList<double> Spectrum { get; init; } = [];

    /// <summary>The seed of random axes for the spectrum; null for the training's axes.</summary>
    public ulong? Rotation { get; init; }

    /// <summary>The covariance of w* as rows; empty for the training's where that says one, else Σ⁻¹ of this law.</summary>
    public IReadOnlyList<IReadOnlyList<double>> TaskCovariance { get; init; } = [];

    /// <summary>The shape of the covariates' law; null for the training's.</summary>
    public CovariateKind? Covariates { get; init; }

    /// <summary>The shape parameter of gamma covariates; null for the training's.</summary>
    public double? GammaShape { get; init; }

    /// <summary>How many tasks the pool has, 0 for a fresh task in each prompt; null for the training's.</summary>
    public int? TaskPool { get; init; }

    /// <summary>σ; null for the training's.</summary>
    public double? Noise { get; init; }

    /// <summary>Whether anything differs.</summary>
    public bool IsGiven =>
        Context is not null
        || Covariance.Count > 0
        || Spectrum.Count > 0
        || Rotation is not null
        || TaskCovariance.Count > 0
        || Covariates is not null
        || GammaShape is not null
        || TaskPool is not null
        || Noise is not null;

    /// <summary>The law.</summary>
    /// <param name="training">What is not said here.</param>
    /// <param name="dimension">d of the network.</param>
    /// <exception cref="UsageException">A size is not d, or a matrix is no covariance; the message begins with "test".</exception>
    public DataLaw Law(DataPlan training, int dimension)
    {
        ArgumentNullException.ThrowIfNull(training);
        bool hasCovariance = Covariance.Count > 0;
        bool hasAxes = Spectrum.Count > 0 || Rotation is not null;
        DataPlan plan = training with
        {
            Covariance = hasCovariance || hasAxes ? Covariance : training.Covariance,
            Spectrum = Spectrum.Count > 0 || hasCovariance ? Spectrum : training.Spectrum,
            Rotation = Rotation ?? (hasCovariance ? null : training.Rotation),
            TaskCovariance = TaskCovariance.Count > 0 ? TaskCovariance : training.TaskCovariance,
            Covariates = Covariates ?? training.Covariates,
            GammaShape = GammaShape ?? training.GammaShape,
            TaskPool = TaskPool switch
            {
                0 => null,
                null => training.TaskPool,
                int size => size,
            },
            Noise = Noise ?? training.Noise,
        };
        return UsageException.In("test", () => plan.Law(dimension));
    }
}

using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using Memformer.Theory;

namespace Memformer.Learn.Problems;

/// <summary>
/// The law of random linear regression prompts: covariates x with covariance Σ, a task w* ~ N(0, S) or out of a finite pool of
/// such, and answers y = w*ᵀx + σε. Immutable; two laws are equal when all their numbers are.
/// </summary>
/// <remarks>Source: Ahn et al., arXiv:2306.00297, section 2, and Dutta and Sra, arXiv:2410.07263, section 2.</remarks>
public sealed class DataLaw : IEquatable<DataLaw>
{
    // Tasks as near as this to cΣ⁻¹ have its optimum to as many digits.
    private const double Rounding = 1e-9;

    private readonly double[,] _covariance;
    private readonly double[,] _taskCovariance;
    private readonly double[,] _pool = new double[0, 0];

    // What every pool is drawn from beside the prompts of its seed.
    private const ulong PoolBlock = 0x706f_6f6c;

    /// <summary>Creates a law.</summary>
    /// <param name="covariance">Σ, d×d, symmetric positive definite.</param>
    /// <param name="taskCovariance">S, d×d, symmetric positive definite; Σ⁻¹ when absent.</param>
    /// <param name="noise">σ ≥ 0, the standard deviation of the answers' noise.</param>
    /// <param name="covariates">The shape of the covariates' law.</param>
    /// <param name="gammaShape">The shape parameter of <see cref="CovariateKind.Gamma"/>, above 0.</param>
    /// <param name="pool">The pool that tasks are taken from; null for a fresh task in each prompt.</param>
    /// <exception cref="UsageException">A matrix is not symmetric positive definite, or a number is out of range.</exception>
    public DataLaw(
        double[,] covariance,
        double[,]? taskCovariance = null,
        double noise = 0,
        CovariateKind covariates = CovariateKind.Gaussian,
        double gammaShape = 0.5,
        TaskPool? pool = null
    )
    {
        ArgumentNullException.ThrowIfNull(covariance);
        CovarianceMatrix.Check(covariance, "covariance");
        if (taskCovariance is not null)
        {
            CovarianceMatrix.Check(taskCovariance, "task covariance");
            if (taskCovariance.GetLength(0) != covariance.GetLength(0))
            {
                throw new UsageException(
                    $"the task covariance has {taskCovariance.GetLength(0)} rows; the covariance has {covariance.GetLength(0)}"
                );
            }
        }

        if (!(noise >= 0 && double.IsFinite(noise)))
        {
            throw new UsageException($"noise {noise}: must be a finite number, at least 0");
        }

        if (!(gammaShape > 0 && double.IsFinite(gammaShape)))
        {
            throw new UsageException($"gamma shape {gammaShape}: must be a finite number above 0");
        }

        _covariance = (double[,])covariance.Clone();
        _taskCovariance = taskCovariance is null
            ? CovarianceMatrix.Inverse(covariance)
            : (double[,])taskCovariance.Clone();
        HasInverseTasks =
            taskCovariance is null
            || taskCovariance.Cast<double>().SequenceEqual(CovarianceMatrix.Inverse(covariance).Cast<double>());
        if (pool is not null)
        {
            (Pool, _pool) = (pool, Drawn(pool, _taskCovariance));
        }

        Noise = noise;
        Covariates = covariates;
        GammaShape = gammaShape;
    }

    /// <summary>d, the number of coordinates of a covariate.</summary>
    public int Dimension => _covariance.GetLength(0);

    /// <summary>A copy of Σ, d×d.</summary>
    public double[,] Covariance => (double[,])_covariance.Clone();

    /// <summary>A copy of S, the covariance of w*, d×d; of a pool, that of the law its tasks were drawn from.</summary>
    public double[,] TaskCovariance => (double[,])_taskCovariance.Clone();

    /// <summary>The pool that tasks are taken from; null for a fresh task in each prompt.</summary>
    public TaskPool? Pool { get; }

    /// <summary>A copy of the pool's tasks, K×d; without rows where there is no pool.</summary>
    public double[,] PoolTasks => (double[,])_pool.Clone();

    /// <summary>
    /// E w*w*ᵀ, d×d, all that the loss of a method that is linear in the answers knows of the tasks: S, or the mean over the pool,
    /// which has a rank below d where the pool is smaller than that.
    /// </summary>
    public double[,] TaskMoment => Pool is null ? TaskCovariance : Moment(_pool);

    /// <summary>E (w*ᵀx)² = tr Σ E w*w*ᵀ, the loss of answering 0 without the noise.</summary>
    public double AnswerPower
    {
        get
        {
            double[,] moment = TaskMoment;
            double power = 0;
            for (int i = 0; i < Dimension; i++)
            {
                for (int j = 0; j < Dimension; j++)
                {
                    power += _covariance[i, j] * moment[j, i];
                }
            }

            return power;
        }
    }

    /// <summary>Whether w* ~ N(0, Σ⁻¹), the law under which every Σ has the same optimum.</summary>
    public bool HasNaturalTasks => HasInverseTasks && Pool is null;

    /// <summary>Whether S = Σ⁻¹, with or without a pool.</summary>
    public bool HasInverseTasks { get; }

    /// <summary>c where w* ~ N(0, cΣ⁻¹), up to rounding; null for other tasks.</summary>
    public double? TaskScale
    {
        get
        {
            if (HasNaturalTasks)
            {
                return 1;
            }

            if (Pool is not null)
            {
                return null;
            }

            Matrix<double> root = Matrix<double>.Build.DenseOfArray(CovarianceMatrix.Factor(_covariance));
            Matrix<double> whitened =
                root.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfArray(_taskCovariance)) * root;
            double scale = whitened.Trace() / Dimension;
            Matrix<double> rest = whitened - Matrix<double>.Build.DenseDiagonal(Dimension, Dimension, scale);
            return rest.Enumerate().Max(Math.Abs) <= Rounding * scale ? scale : null;
        }
    }

    /// <summary>σ, the standard deviation of the noise in the answers.</summary>
    public double Noise { get; }

    /// <summary>The shape of the covariates' law.</summary>
    public CovariateKind Covariates { get; }

    /// <summary>The shape parameter of <see cref="CovariateKind.Gamma"/>; without effect for the other kinds.</summary>
    public double GammaShape { get; }

    /// <summary>x ~ N(0, I), w* ~ N(0, I).</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">The dimension is below 1 or the noise below 0.</exception>
    public static DataLaw Isotropic(int dimension, double noise = 0) =>
        Diagonal(Enumerable.Repeat(1.0, Positive(dimension)).ToArray(), noise);

    /// <summary>x ~ N(0, diag(spectrum)), w* ~ N(0, diag(spectrum)⁻¹).</summary>
    /// <param name="spectrum">The d eigenvalues, each above 0.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">An eigenvalue is not above 0, or the noise is below 0.</exception>
    public static DataLaw Diagonal(IReadOnlyList<double> spectrum, double noise = 0)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        double[,] covariance = new double[spectrum.Count, spectrum.Count];
        for (int i = 0; i < spectrum.Count; i++)
        {
            covariance[i, i] = spectrum[i];
        }

        return new DataLaw(covariance, noise: noise);
    }

    /// <summary>A given spectrum in random axes: Σ = U diag(spectrum) Uᵀ with U Haar-distributed.</summary>
    /// <param name="spectrum">The d eigenvalues, each above 0.</param>
    /// <param name="seed">Decides U: the same seed gives the same axes.</param>
    /// <param name="noise">σ ≥ 0.</param>
    /// <exception cref="UsageException">An eigenvalue is not above 0, or the noise is below 0.</exception>
    public static DataLaw Rotated(IReadOnlyList<double> spectrum, ulong seed, double noise = 0)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        Matrix<double> axes = RandomRotation.Draw(Positive(spectrum.Count), seed);
        Matrix<double> rotated = axes * Matrix<double>.Build.DiagonalOfDiagonalArray([.. spectrum]) * axes.Transpose();
        return new DataLaw(((rotated + rotated.Transpose()) / 2).ToArray(), noise: noise);
    }

    /// <summary>The same law with another shape of covariates.</summary>
    /// <param name="covariates">The shape.</param>
    /// <param name="gammaShape">The shape parameter of <see cref="CovariateKind.Gamma"/>, above 0.</param>
    public DataLaw With(CovariateKind covariates, double gammaShape = 0.5) =>
        new(_covariance, HasInverseTasks ? null : _taskCovariance, Noise, covariates, gammaShape, Pool);

    /// <inheritdoc/>
    public bool Equals(DataLaw? other) =>
        other is not null
        && Dimension == other.Dimension
        && Noise.Equals(other.Noise)
        && Covariates == other.Covariates
        && Pool == other.Pool
        && (Covariates != CovariateKind.Gamma || GammaShape.Equals(other.GammaShape))
        && _covariance.Cast<double>().SequenceEqual(other._covariance.Cast<double>())
        && _taskCovariance.Cast<double>().SequenceEqual(other._taskCovariance.Cast<double>());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataLaw);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, Noise, Covariates, _covariance[0, 0]);

    /// <summary>The law in words.</summary>
    public override string ToString()
    {
        string covariance = IsMultipleOfIdentity(_covariance) is double scale ? Multiple(scale) : "Σ";
        string covariates = Covariates switch
        {
            CovariateKind.Gaussian => $"x ~ N(0, {covariance})",
            CovariateKind.Uniform => $"uniform x with covariance {covariance}",
            CovariateKind.Sphere => $"x on a sphere with covariance {covariance}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"gamma x of shape {GammaShape} with covariance {covariance}"
            ),
        };
        string spread =
            IsMultipleOfIdentity(_taskCovariance) is double tasks ? Multiple(tasks)
            : HasInverseTasks ? "Σ⁻¹"
            : "S";
        string drawn = Pool is null
            ? $"w* ~ N(0, {spread})"
            : $"w* out of a pool of {Pool.Size} from N(0, {spread}), seed {Pool.Seed}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{covariates}, {drawn}, {(Noise == 0 ? "no noise" : $"σ = {Noise}")}"
        );
    }

    private static string Multiple(double scale) =>
        scale == 1 ? "I" : string.Create(CultureInfo.InvariantCulture, $"{scale:G4} I");

    private static double? IsMultipleOfIdentity(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                if (matrix[i, j] != (i == j ? matrix[0, 0] : 0))
                {
                    return null;
                }
            }
        }

        return matrix[0, 0];
    }

    /// <summary>The tasks of a pool, K×d.</summary>
    private static double[,] Drawn(TaskPool pool, double[,] covariance)
    {
        int d = covariance.GetLength(0);
        double[,] root = CovarianceMatrix.Factor(covariance);
        double[,] tasks = new double[pool.Size, d];
        double[] white = new double[d];
        RandomSource random = new(pool.Seed, PoolBlock);
        for (int task = 0; task < pool.Size; task++)
        {
            random.FillNormal(white);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    tasks[task, i] += root[i, j] * white[j];
                }
            }
        }

        return tasks;
    }

    private static double[,] Moment(double[,] tasks)
    {
        (int count, int d) = (tasks.GetLength(0), tasks.GetLength(1));
        double[,] moment = new double[d, d];
        for (int task = 0; task < count; task++)
        {
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    moment[i, j] += tasks[task, i] * tasks[task, j] / count;
                }
            }
        }

        return moment;
    }

    private static int Positive(int dimension) =>
        dimension >= 1 ? dimension : throw new UsageException($"dimension {dimension}: must be at least 1");
}
